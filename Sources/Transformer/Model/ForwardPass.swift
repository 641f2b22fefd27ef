import Kernels

/// Tokens on their way through the model up to its final norm: in a batch of whole sequences, for training and
/// evaluation, or as the new positions of sequences whose keys and values are cached, for decoding.
struct ForwardPass {
  let operations: any Operations
  let configuration: ModelConfiguration
  let weights: ModelWeights
  let shape: BatchShape
  let activations: Activations
  /// The cache of a block, when decoding.
  var cache: (_ block: Int) -> CachedPositions? = { _ in nil }
  /// Groups of sequences, each of which is summed for itself in the gradients of parameters; a power of two.
  var groups = 1

  /// Embeds the tokens (B, T) and takes them through every block; the last one's output is left in `shared.output`.
  func run(_ ids: UnsafePointer<UInt32>) {
    let input = activations.block(0).input
    operations.embeddingForward(out: input, weight: weights.embedding, ids: ids, rows: shape.rows)
    addPositions(to: input)
    if let embedded = activations.shared.embedded {
      operations.copy(out: embedded, x: input, count: shape.rows * configuration.width)
    }
    for index in 0..<configuration.layers { block(index).forward(to: activations.output(ofBlock: index)) }
  }

  /// x (B, T, D) += the learnt vectors of its positions.
  private func addPositions(to x: UnsafeMutablePointer<Float>) {
    guard let positions = weights.positions else { return }
    let (width, first) = (configuration.width, cache(0)?.past ?? 0)
    for sequence in 0..<shape.batch {
      operations.addRows(
        x: x + sequence * shape.positions * width, stride: width, y: positions + first * width, yStride: width,
        rows: shape.positions, width: width)
    }
  }

  /// Block `index`, ready to work on the batch.
  func block(_ index: Int) -> Block {
    Block(
      operations: operations, configuration: configuration, shape: shape, index: index,
      weights: weights.blocks[index], saved: activations.block(index), shared: activations.shared,
      embedded: activations.shared.embedded ?? activations.block(0).input, cache: cache(index), groups: groups)
  }

  /// hidden (rows, D): the final norm of x, in `out`, or x itself without norms.
  func finalNorm(
    _ x: UnsafeMutablePointer<Float>, rows: Int, to out: UnsafeMutablePointer<Float>,
    scale: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    NormPass(operations, configuration).forward(x, weights.finalNorm, scale: scale, out: out, rows: rows)
  }

  /// Takes the last block's output through the final norm, in blocks of rows, while the output layer's weight lies
  /// packed: `body` gets the rows, their hidden (r, D) and that weight.
  func throughHead(
    _ body: (_ rows: Range<Int>, _ hidden: UnsafeMutablePointer<Float>, _ head: WeightMatrix) -> Void
  ) {
    operations.withPacked([WeightUse(weights.head, for: .forward)]) { packed in
      normedOutput(from: 0, rows: shape.rows, whole: false) { body($0, $1, packed[0]) }
    }
  }

  /// logits (B, V) of the last position of each sequence, each with the bits that it has alone. Either every sequence has
  /// one position here, or there is one sequence.
  func lastLogits(to logits: UnsafeMutablePointer<Float>) {
    precondition(shape.batch == 1 || shape.positions == 1)
    normedOutput(from: shape.positions - 1, rows: shape.batch, whole: true) { rows, hidden in
      operations.linearForward(
        y: logits, x: hidden, weight: weights.head, rows: rows.count, addend: nil, isBatchInvariant: true)
      cap(logits, rows: rows.count)
    }
  }

  /// Caps logits (rows, V) in place, if the model does.
  func cap(_ logits: UnsafeMutablePointer<Float>, rows: Int) {
    guard let cap = configuration.logitCap else { return }
    operations.softcap(x: logits, rows: rows, width: configuration.vocabulary, cap: Float(cap))
  }

  private func normedOutput(
    from first: Int, rows: Int, whole: Bool, _ body: (_ rows: Range<Int>, _ hidden: UnsafeMutablePointer<Float>) -> Void
  ) {
    let width = configuration.width
    let output = activations.shared.output + first * width
    operations.forEachRowBlock(rows: rows, workspacePerRow: width + 1, whole: whole) { rows, workspace in
      let x = output + rows.lowerBound * width
      body(
        rows, finalNorm(x, rows: rows.count, to: workspace, scale: workspace + rows.count * width))
    }
  }
}
