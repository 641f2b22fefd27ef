import CKernels

/// What each operation borrows. Pointers are not looked at.
extension WorkspaceEstimate: Operations {
  package var gemvRows: Int { kernels.gemv_rows }

  package func forEachRowBlock(
    rows: Int, workspacePerRow: Int, whole: Bool,
    _ body: (_ rows: Range<Int>, _ workspace: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard rows > 0 else { return }
    guard !whole else { return borrow(rows * workspacePerRow) { body(0..<rows, FloatBuffer.nowhere) } }
    let blocks = RowBlocks(rows: rows, tileRows: kernels.tile_rows, threads: threads)
    inBlocks(blocks, workspacePerRow: workspacePerRow) { body(0..<blocks.mostRows, FloatBuffer.nowhere) }
  }

  package func withPacked(_ uses: [WeightUse], _ body: (_ weights: [WeightMatrix]) -> Void) {
    let open = uses.filter { !$0.isPacked }
    let weights = uses.map { $0.isPacked ? $0.weight : $0.weight.packed(for: $0.product, at: FloatBuffer.nowhere) }
    guard !open.isEmpty else { return body(weights) }
    borrow(open.reduce(0) { $0 + $1.packedCount(tileColumns: kernels.tile_columns) }) { body(weights) }
  }

  package func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: WeightMatrix, rows: Int,
    addend: UnsafePointer<Float>?, isBatchInvariant: Bool
  ) {
    let isPacked = weight.packed(for: .forward) != nil
    guard !isBatchInvariant, isPacked || rows > kernels.gemv_rows else {
      if weight.precision != .fp32 { borrow(4 * weight.inputs, times: threads) }
      return
    }
    withFloats(of: weight, unless: isPacked) { product(of: WeightUse(weight, for: .forward), rows: rows) }
  }

  package func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: WeightMatrix, rows: Int, accumulate: Bool
  ) {
    let isPacked = weight.packed(for: .backwardInput) != nil
    withFloats(of: weight, unless: isPacked) { product(of: WeightUse(weight, for: .backwardInput), rows: rows) }
  }

  private func product(of use: WeightUse, rows: Int) {
    let (nowhere, b) = (FloatBuffer.nowhere, use.operand(FloatBuffer.nowhere))
    guard rows > 0, use.columns > 0, use.depth > 0 else { return }
    let product = lp_gemm(
      a: nowhere, a_row: use.depth, a_step: 1, b: b.start, b_row: b.rowStride, b_step: b.step, c: nowhere, addend: nil,
      c_row: use.columns, rows: rows, columns: use.columns, depth: use.depth,
      packed: use.weight.packed(for: use.product), groups: .one, upper: 0, column: 0)
    self.product(product, readsInPlace: use.isPackedWhole(kernels))
  }

  private func withFloats(of weight: WeightMatrix, unless isPacked: Bool, _ body: () -> Void) {
    guard !isPacked, weight.precision != .fp32 else { return body() }
    borrow(weight.outputs * weight.inputs, body)
  }

  package func linearBackwardWeights(_ gradients: [WeightGradient], rows: Int, groups: Int) {
    guard rows > 0 else { return }
    products(gradients.map { $0.product(rows: 0..<rows, groups: .all(of: groups)) })
  }

  package func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int,
    batch: Int, positions: Int, settings: AttentionSettings, gains: HeadGains?
  ) {
    borrow(
      kernels.attention_workspace(positions, settings.headWidth), times: min(threads, batch * settings.keyValueHeads))
  }

  package func attentionBackward(
    dq: UnsafeMutablePointer<Float>, dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>,
    dGains: HeadGainGradients?, dOut: UnsafePointer<Float>, out: UnsafePointer<Float>,
    logSumExp: UnsafePointer<Float>, q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    stride: Int, batch: Int, positions: Int, settings: AttentionSettings, gains: HeadGains?, groups: Int
  ) {
    let tasks = batch * settings.keyValueHeads
    borrow(tasks * 2 * settings.headWidth, times: gains == nil ? 0 : 1) {
      borrow(kernels.attention_backward_workspace(positions, settings.headWidth), times: min(threads, tasks))
    }
  }

  package func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>, stride: Int, cache: KeyValueMemory, batch: Int,
    newPositions: Int, pastPositions: Int, settings: AttentionSettings
  ) {
    let positions = pastPositions + newPositions
    guard newPositions > 4 else { return borrow(positions, times: min(threads, batch * settings.heads)) }
    borrow(
      kernels.attention_workspace(positions, cache.headWidth), times: min(threads, batch * settings.keyValueHeads))
  }

  package func rmsNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, gain: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    rows: Int, width: Int, groups: Int, accumulate: Bool
  ) {
    borrow(CPUOperations.rowShares(rows: rows, groups: groups) * width)
  }

  package func layerNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>,
    dOut: UnsafePointer<Float>, x: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, rows: Int, width: Int, groups: Int, accumulate: Bool
  ) {
    borrow(CPUOperations.rowShares(rows: rows, groups: groups) * 2 * width)
  }

  package func addRowSums(
    to sum: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int, groups: Int
  ) {
    borrow(CPUOperations.rowShares(rows: rows, groups: groups) * width)
  }

  package func embeddingBackward(
    dWeight: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, ids: UnsafePointer<UInt32>,
    rows: Int, width: Int, vocabulary: Int, groups: Int
  ) {
    guard groups > 1 else { return }
    let (grain, sums) = (CPUOperations.embeddingGrain, RowsOfIDs.sums(groups: groups))
    borrow(RowsOfIDs.words(rows: rows, vocabulary: vocabulary)) {
      borrow(sums * min(grain, width), times: min(threads, (width + grain - 1) / grain))
    }
  }

  package func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, likeliest: UnsafeMutablePointer<UInt32>?, hidden: UnsafePointer<Float>,
    weight: WeightMatrix, targets: UnsafePointer<UInt32>, rows: Int, cap: Float?
  ) {
    withPacked([WeightUse(weight, for: .forward)]) { weights in
      forEachRowBlock(rows: rows, workspacePerRow: weight.outputs, whole: false) { block, logits in
        linearForward(
          y: logits, x: hidden, weight: weights[0], rows: block.count, addend: nil, isBatchInvariant: false)
      }
    }
  }

  package func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: WeightMatrix,
    targets: UnsafePointer<UInt32>, rows: Int, groups: Int, scale: Float, cap: Float?
  ) {
    guard rows > 0 else { return }
    let (width, vocabulary) = (weight.inputs, weight.outputs)
    let chunks = LossChunks(rows: rows, groups: groups, vocabulary: vocabulary)
    let gradient = WeightGradient(dWeight, dy: hidden, x: hidden, inputs: width, outputs: vocabulary)
    withPacked([WeightUse(weight, for: .forward), WeightUse(weight, for: .backwardInput)]) { weights in
      let sums = chunks.sums(width: width, kernels)
      borrow(chunks.logits + sums) {
        for chunk in chunks.pieces.distinct {
          forEachRowBlock(rows: chunk.rows.count, workspacePerRow: 0, whole: false) { block, logits in
            linearForward(
              y: logits, x: hidden, weight: weights[0], rows: block.count, addend: nil, isBatchInvariant: false)
            linearBackwardInput(dx: dHidden, dy: logits, weight: weights[1], rows: block.count, accumulate: false)
          }
          let groups = chunks.groups(of: chunk, sums > 0 ? FloatBuffer.nowhere : nil)
          products([gradient.product(rows: 0..<chunk.rows.count, groups: groups)])
        }
      }
    }
  }

  // MARK: What borrows nothing

  package func store(_ floats: UnsafePointer<Float>, to matrix: WeightMatrix, firstRow: Int, rows: Int) {}
  package func expand(_ matrix: WeightMatrix, to floats: UnsafeMutablePointer<Float>) {}
  package func embeddingForward(
    out: UnsafeMutablePointer<Float>, weight: WeightMatrix, ids: UnsafePointer<UInt32>, rows: Int
  ) {}
  package func rmsNormForward(
    out: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
  ) {}
  package func layerNormForward(
    out: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
  ) {}
  package func normHeads(
    x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, headWidth: Int, gain: UnsafePointer<Float>,
    epsilon: Float
  ) {}
  package func rope(
    x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, positions: Int, firstPosition: Int, heads: Int,
    headWidth: Int, rotation: Rotation
  ) {}
  package func appendToCache(
    _ cache: KeyValueMemory, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int, batch: Int,
    newPositions: Int, pastPositions: Int
  ) {}
  package func swigluForward(
    out: UnsafeMutablePointer<Float>, gateUp: UnsafePointer<Float>, rows: Int, width: Int
  ) {}
  package func swigluBackward(
    gateUp: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {}
  package func siluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {}
  package func siluBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {}
  package func geluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {}
  package func geluBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {}
  package func geluErfForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {}
  package func geluErfBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {}
  package func reluSquaredForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {}
  package func reluSquaredBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int) {}
  package func softcap(x: UnsafeMutablePointer<Float>, rows: Int, width: Int, cap: Float) {}
  package func lerp(
    x: UnsafeMutablePointer<Float>, stride: Int, toward y: UnsafePointer<Float>, yStride: Int,
    kept: UnsafeMutablePointer<Float>?, by: UnsafePointer<Float>, rows: Int, width: Int
  ) {}
  package func addScaled(
    x: UnsafeMutablePointer<Float>, stride: Int, y: UnsafePointer<Float>, yStride: Int, by: UnsafePointer<Float>,
    rows: Int, width: Int
  ) {}
  package func addRows(
    x: UnsafeMutablePointer<Float>, stride: Int, y: UnsafePointer<Float>, yStride: Int, rows: Int, width: Int
  ) {}
  package func copyRows(
    out: UnsafeMutablePointer<Float>, outStride: Int, x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int
  ) {}
  package func add(
    out: UnsafeMutablePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>, count: Int
  ) {}
  package func zero(x: UnsafeMutablePointer<Float>, count: Int) {}
  package func copy(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {}
  package func sum(x: UnsafePointer<Float>, count: Int, groups: Int) -> Double { 0 }
  package func sumOfSquares(x: UnsafePointer<Float>, count: Int) -> Double { 0 }
  package func adamW(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>,
    count: Int, step: Int, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double,
    weightDecay: Double, isCautious: Bool, gradientScale: Float
  ) {}
  package func samplingWeights(
    _ weights: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, count: Int, temperature: Double
  ) -> Float { 0 }
}
