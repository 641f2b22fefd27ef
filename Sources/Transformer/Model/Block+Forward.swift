import Kernels

extension Block {
  /// Computes the block's output (R, D) from `saved.input`, in blocks of rows but for attention, where rows meet. The
  /// output may take the input's place unless the input is kept.
  func forward(to output: UnsafeMutablePointer<Float>) {
    let isBatchInvariant = isBatchInvariant
    let workspacePerRow = BlockRows.workspacePerRow(configuration)
    withForwardWeights { weights in
      operations.forEachRowBlock(rows: rows, workspacePerRow: workspacePerRow, whole: isBatchInvariant) {
        projectHeads(BlockRows(self, $0, workspace: $1), weights)
      }
      attend()
      operations.forEachRowBlock(rows: rows, workspacePerRow: workspacePerRow, whole: isBatchInvariant) {
        addBranches(BlockRows(self, $0, workspace: $1), weights, to: output + $0.lowerBound * width)
      }
    }
  }

  /// Whether a row has the bits that it has alone: one new position of each sequence, or so short a prompt that packing
  /// the weights would not pay off.
  private var isBatchInvariant: Bool {
    cache != nil && (shape.positions == 1 || rows <= operations.gemvRows)
  }

  /// The weights of the forward pass, packed unless products read them as they are.
  private struct ForwardWeights {
    let qkv, attentionOutput, gateUp, down: WeightMatrix
  }

  private func withForwardWeights(_ body: (ForwardWeights) -> Void) {
    let all = [weights.qkv, weights.attentionOutput, weights.gateUp, weights.down]
    func run(_ all: [WeightMatrix]) {
      body(ForwardWeights(qkv: all[0], attentionOutput: all[1], gateUp: all[2], down: all[3]))
    }
    if isBatchInvariant { run(all) } else { operations.withPacked(all.map { WeightUse($0, for: .forward) }, run) }
  }

  /// Queries, keys and values, side by side, of the input or its norm.
  private func projectHeads(_ rows: BlockRows, _ weights: ForwardWeights) {
    addEmbedding(rows)
    var x = rows.x
    if configuration.norm == .pre { x = attentionNorm(rows.x, to: rows.normed, rows) }
    project(x, weights.qkv, to: rows.qkv, rows: rows.count)
    addQKVBiases(rows)
    mixValues(rows)
  }

  private func addQKVBiases(_ rows: BlockRows) {
    let (biases, key) = (self.weights.biases, rows.qkv + queryWidth)
    add(biases.query, to: rows.qkv, stride: qkvWidth, rows: rows.count, width: queryWidth)
    add(biases.key, to: key, stride: qkvWidth, rows: rows.count, width: keyValueWidth)
    add(biases.value, to: key + keyValueWidth, stride: qkvWidth, rows: rows.count, width: keyValueWidth)
  }

  /// Input += by · token embedding.
  private func addEmbedding(_ rows: BlockRows) {
    guard let by = weights.embeddingResidual else { return }
    operations.addScaled(
      x: rows.x, stride: width, y: embedded + rows.first * width, yStride: width, by: by, rows: rows.count,
      width: width)
  }

  /// Values += by · (the first block's − values); the first block leaves its own for that.
  private func mixValues(_ rows: BlockRows) {
    guard let firstValues = shared.firstValues else { return }
    let (values, first) = (rows.qkv + queryWidth + keyValueWidth, firstValues + rows.first * keyValueWidth)
    guard let by = weights.valueResidual else {
      return operations.copyRows(
        out: first, outStride: keyValueWidth, x: values, stride: qkvWidth, rows: rows.count, width: keyValueWidth)
    }
    operations.lerp(
      x: values, stride: qkvWidth, toward: first, yStride: keyValueWidth,
      kept: saved.ownValues.map { $0 + rows.first * keyValueWidth }, by: by, rows: rows.count, width: keyValueWidth)
  }

  /// Every head of every sequence.
  private func attend() {
    let query = saved.qkv
    if let cache { return attend(to: cache) }
    operations.attentionForward(
      out: saved.attention, logSumExp: saved.logSumExp, q: query, k: query + queryWidth,
      v: query + queryWidth + keyValueWidth,
      stride: qkvWidth, batch: shape.batch, positions: shape.positions, settings: configuration.attentionSettings,
      gains: weights.headGains)
  }

  /// Adds the new positions to the cache, keys normed and rotated, so that they never have to be touched again.
  private func attend(to cache: CachedPositions) {
    let (query, settings) = (saved.qkv, configuration.attentionSettings)
    if let gains = weights.headGains {
      func norm(_ x: UnsafeMutablePointer<Float>, heads: Int, _ gain: UnsafePointer<Float>) {
        operations.normHeads(
          x: x, stride: qkvWidth, rows: rows, heads: heads, headWidth: settings.headWidth, gain: gain,
          epsilon: settings.normEpsilon)
      }
      norm(query, heads: settings.heads, gains.query)
      norm(query + queryWidth, heads: settings.keyValueHeads, gains.key)
    }
    if let rotation = settings.rotation {
      // Queries and keys stand side by side.
      operations.rope(
        x: query, stride: qkvWidth, rows: rows, positions: shape.positions, firstPosition: cache.past,
        heads: settings.heads + settings.keyValueHeads, headWidth: settings.headWidth, rotation: rotation)
    }
    operations.appendToCache(
      cache.memory, k: query + queryWidth, v: query + queryWidth + keyValueWidth, stride: qkvWidth, batch: shape.batch,
      newPositions: shape.positions, pastPositions: cache.past)
    operations.cachedAttention(
      out: saved.attention, q: query, stride: qkvWidth, cache: cache.memory, batch: shape.batch,
      newPositions: shape.positions, pastPositions: cache.past, settings: settings)
  }

  /// What attention found and then the feed-forward layer, each added to its residual.
  private func addBranches(
    _ rows: BlockRows, _ weights: ForwardWeights, to output: UnsafeMutablePointer<Float>
  ) {
    project(
      rows.attention, weights.attentionOutput, to: rows.attentionResidual, rows: rows.count, residual: rows.x)
    add(self.weights.biases.output, to: rows.attentionResidual, stride: width, rows: rows.count, width: width)
    switch configuration.norm {
    case .pre:
      let y = feedForwardNorm(rows.attentionResidual, to: rows.normed, rows)
      addFeedForward(y, residual: rows.attentionResidual, to: output, rows, weights)
    case .none:
      addFeedForward(rows.attentionResidual, residual: rows.attentionResidual, to: output, rows, weights)
    case .post:
      let y = attentionNorm(rows.attentionResidual, to: rows.normed, rows)
      addFeedForward(y, residual: y, to: rows.feedForwardResidual, rows, weights)
      _ = feedForwardNorm(rows.feedForwardResidual, to: output, rows)
    }
  }

  /// y = residual + W2(silu(W1 x) ⊙ W3 x), or W2 of another activation without a gate; each with its bias.
  private func addFeedForward(
    _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
    _ rows: BlockRows, _ weights: ForwardWeights
  ) {
    project(x, weights.gateUp, to: rows.gateUp, rows: rows.count)
    let (biases, inner) = (self.weights.biases, feedForwardWidth)
    add(biases.gate, to: rows.gateUp, stride: gateUpWidth, rows: rows.count, width: inner)
    add(biases.up, to: rows.gateUp + inner, stride: gateUpWidth, rows: rows.count, width: inner)
    switch configuration.feedForward {
    case .swiglu:
      operations.swigluForward(
        out: rows.activated, gateUp: rows.gateUp, rows: rows.count, width: feedForwardWidth)
    case .silu:
      operations.siluForward(out: rows.activated, x: rows.gateUp, count: rows.count * feedForwardWidth)
    case .gelu:
      operations.geluForward(out: rows.activated, x: rows.gateUp, count: rows.count * feedForwardWidth)
    case .geluErf:
      operations.geluErfForward(out: rows.activated, x: rows.gateUp, count: rows.count * feedForwardWidth)
    case .relu2:
      operations.reluSquaredForward(out: rows.activated, x: rows.gateUp, count: rows.count * feedForwardWidth)
    }
    project(rows.activated, weights.down, to: y, rows: rows.count, residual: residual)
    add(biases.down, to: y, stride: width, rows: rows.count, width: width)
  }

  private func attentionNorm(
    _ x: UnsafeMutablePointer<Float>, to out: UnsafeMutablePointer<Float>, _ rows: BlockRows
  ) -> UnsafeMutablePointer<Float> {
    norms.forward(x, weights.attentionNorm, scale: rows.attentionScale, out: out, rows: rows.count)
  }

  private func feedForwardNorm(
    _ x: UnsafeMutablePointer<Float>, to out: UnsafeMutablePointer<Float>, _ rows: BlockRows
  ) -> UnsafeMutablePointer<Float> {
    norms.forward(x, weights.feedForwardNorm, scale: rows.feedForwardScale, out: out, rows: rows.count)
  }

  /// y (r, O) = x (r, I) Wᵀ, plus the residual (r, O) if there is one.
  private func project(
    _ x: UnsafeMutablePointer<Float>, _ weight: WeightMatrix, to y: UnsafeMutablePointer<Float>, rows: Int,
    residual: UnsafePointer<Float>? = nil
  ) {
    operations.linearForward(
      y: y, x: x, weight: weight, rows: rows, addend: residual, isBatchInvariant: isBatchInvariant)
  }
}
