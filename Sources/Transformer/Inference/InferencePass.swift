import Kernels

/// The memory of one pass, for up to R rows.
struct InferenceBuffers {
  let x, normed, query, key, value, attended: FloatBuffer  // (R, D)
  let gate, up: FloatBuffer  // (R, F)
  let inverseRMS: FloatBuffer  // (R)

  /// Floats for one row.
  static func floats(_ configuration: ModelConfiguration) -> Double {
    6 * Double(configuration.width) + 2 * Double(configuration.feedForwardWidth) + 1
  }

  init(_ configuration: ModelConfiguration, rows: Int) {
    func wide() -> FloatBuffer { FloatBuffer(count: rows * configuration.width) }
    (x, normed, query, key, value, attended) = (wide(), wide(), wide(), wide(), wide(), wide())
    gate = FloatBuffer(count: rows * configuration.feedForwardWidth)
    up = FloatBuffer(count: rows * configuration.feedForwardWidth)
    inverseRMS = FloatBuffer(count: rows)
  }
}

/// New tokens on their way through the blocks, beside the keys and values of those before them.
///
/// The same model as `Block`, written for decoding: the residual stream x (R, D) is updated in place, products of
/// the same input go out together, and no activation is kept. Either one new position of each sequence, whose
/// rows are computed apart from each other so that a sequence's bits do not depend on its neighbours, or a piece
/// of one sequence's prompt.
struct InferencePass {
  let model: InferenceModel
  let buffers: InferenceBuffers
  let shape: BatchShape
  /// Position of the first row of every sequence.
  let past: Int
  let areSeparate: Bool

  private var operations: any Operations { model.operations }
  private var configuration: ModelConfiguration { model.configuration }
  private var x: UnsafeMutablePointer<Float> { buffers.x.pointer }

  /// Embeds the tokens and takes them through every block; their last states are left in `buffers.x`.
  func run(_ ids: UnsafePointer<UInt16>, cache: (_ block: Int) -> BlockCache) {
    operations.embed(out: x, table: model.embedding, ids: ids, rows: shape.rows)
    for (index, block) in model.blocks.enumerated() {
      forward(block, cache(index))
    }
  }

  private func forward(_ block: InferenceBlock, _ cache: BlockCache) {
    switch configuration.norm {
    case .pre, .none:
      addAttention(of: normed(x, block.attentionNorm), block, cache)
      addFeedForward(of: normed(x, block.feedForwardNorm), block)
    case .post:
      addAttention(of: x, block, cache)
      normInPlace(block.attentionNorm)
      addFeedForward(of: x, block)
      normInPlace(block.feedForwardNorm)
    }
  }

  /// x += attention of y: project, rotate, attend, project.
  private func addAttention(of y: UnsafePointer<Float>, _ block: InferenceBlock, _ cache: BlockCache) {
    let (query, key, value) = (buffers.query.pointer, buffers.key.pointer, buffers.value.pointer)
    project(
      y, [Projection(block.query, to: query), Projection(block.key, to: key), Projection(block.value, to: value)])
    if configuration.position == .rope {
      rotate(query)
      rotate(key)
    }
    cache.store(key, value, shape)
    operations.cachedAttention(
      out: buffers.attended.pointer, q: query, keyCache: cache.keys, valueCache: cache.values,
      batch: shape.batch, newPositions: shape.positions, pastPositions: past, capacity: cache.capacity,
      heads: configuration.heads, headWidth: configuration.headWidth)
    project(buffers.attended.pointer, [Projection(block.output, to: x, accumulate: true)])
  }

  /// x += W2(silu(W1 y) ⊙ W3 y).
  private func addFeedForward(of y: UnsafePointer<Float>, _ block: InferenceBlock) {
    operations.projectGated(
      y, rows: shape.rows, gate: block.gate, up: block.up, out: buffers.gate.pointer, scratch: buffers.up.pointer,
      separately: areSeparate)
    project(buffers.gate.pointer, [Projection(block.down, to: x, accumulate: true)])
  }

  private func project(_ y: UnsafePointer<Float>, _ projections: [Projection]) {
    operations.project(y, rows: shape.rows, to: projections, separately: areSeparate)
  }

  private func rotate(_ rows: UnsafeMutablePointer<Float>) {
    operations.ropeForward(
      x: rows, rows: shape.rows, positions: shape.positions, firstPosition: past, heads: configuration.heads,
      headWidth: configuration.headWidth, theta: Float(configuration.ropeTheta))
  }

  /// The norm of `rows`, or `rows` themselves where the model has no norm.
  private func normed(
    _ rows: UnsafeMutablePointer<Float>, _ gain: UnsafePointer<Float>?
  ) -> UnsafeMutablePointer<Float> {
    guard let gain else { return rows }
    norm(rows, gain, count: shape.rows, to: buffers.normed.pointer)
    return buffers.normed.pointer
  }

  private func normInPlace(_ gain: UnsafePointer<Float>?) {
    guard gain != nil else { return }
    x.update(from: normed(x, gain), count: shape.rows * configuration.width)
  }

  private func norm(
    _ rows: UnsafePointer<Float>, _ gain: UnsafePointer<Float>, count: Int, to out: UnsafeMutablePointer<Float>
  ) {
    operations.rmsNormForward(
      out: out, inverseRMS: buffers.inverseRMS.pointer, x: rows, gain: gain, rows: count,
      width: configuration.width, epsilon: Float(configuration.normEpsilon))
  }

  /// logits (B, V) of the last row of each sequence.
  func logits(to logits: UnsafeMutablePointer<Float>) {
    let width = configuration.width
    for sequence in 0..<shape.batch where shape.positions > 1 {
      let last = x + ((sequence + 1) * shape.positions - 1) * width
      (x + sequence * width).update(from: last, count: width)
    }
    var hidden = x
    if let gain = model.finalNorm {
      norm(x, gain, count: shape.batch, to: buffers.normed.pointer)
      hidden = buffers.normed.pointer
    }
    operations.project(
      hidden, rows: shape.batch, to: [Projection(model.head, to: logits)], separately: true)
  }
}
