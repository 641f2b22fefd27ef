/// The fixed list of operations that the model and the optimiser are written over.
///
/// `Transformer` and `Training` call nothing else: they neither read the numbers nor copy them by themselves. Two types
/// implement the list: ``CPUOperations`` computes, ``WorkspaceEstimate`` counts the memory that computing takes. Every
/// buffer is dense, row-major and 64-byte aligned at its start.
///
/// Letters, the same in every file of this module:
///
/// - `B` sequences in a batch, `T` positions in a sequence, `R = B·T` rows
/// - `D` model width, `H` heads, `K = D/H` head width, `F` feed-forward width
/// - `V` vocabulary, `I`/`O` input and output width of a linear layer
///
/// **Accumulation.** Gradients of parameters are always added to (`+=`): gradient accumulation and weight
/// tying need nothing more. Gradients of activations are written (`=`) unless `accumulate` says otherwise.
///
/// **Groups.** Operations that sum over rows take the rows as `groups` of equal size, a power of two: each group is summed
/// for itself, and the groups along a binary tree, ((g0 + g1) + (g2 + g3)) + …, before the sum is added to what is there.
/// So some of the groups of a batch, computed elsewhere, are a branch of the tree. What works on a row gives it the same
/// bits whatever the number of rows. With one group the rows are added to what is there as they come.
///
/// **Determinism.** Every sum is taken in an order that follows from the shapes alone: the number of threads
/// changes the time, never a bit of the result. Products that are batch-invariant give each row the bits that it has
/// alone, whatever the other rows are: a text is the same whatever the batch that it is decoded in.
///
/// **Safety.** Buffers that an operation writes must not overlap those it reads, except where the operation
/// says "in place". Sizes, and ids below the vocabulary, are the caller's promise: nothing here checks them.
package protocol Operations: OptimizerOperations, ElementwiseOperations, Sendable {
  // MARK: Row blocks

  /// Goes through rows 0 ..< `rows` in blocks, some at the same time: what `body` makes of a block's rows, layer after
  /// layer, stays near. `workspace` is for `body` alone, `workspacePerRow` floats for each row of its block. Any
  /// operation may be called on the rows of a block whose results for a row do not depend on other rows. With `whole`
  /// all rows are one block.
  func forEachRowBlock(
    rows: Int, workspacePerRow: Int, whole: Bool,
    _ body: (_ rows: Range<Int>, _ workspace: UnsafeMutablePointer<Float>) -> Void)

  // MARK: Weights

  /// Packs weights for their products once instead of in each product. `body` gets the same weights in the same order,
  /// packed while it runs; they must not change meanwhile. Those that are packed already stay as they are.
  func withPacked(_ uses: [WeightUse], _ body: (_ weights: [WeightMatrix]) -> Void)

  /// Stores floats (rows, I) as rows `firstRow ..< firstRow + rows` of a matrix, in its precision.
  func store(_ floats: UnsafePointer<Float>, to matrix: WeightMatrix, firstRow: Int, rows: Int)

  /// floats (O, I): what the stored numbers stand for.
  func expand(_ matrix: WeightMatrix, to floats: UnsafeMutablePointer<Float>)

  // MARK: Embedding

  /// out (R, D) = weight[ids] with weight (V, D), ids (R).
  func embeddingForward(
    out: UnsafeMutablePointer<Float>, weight: WeightMatrix, ids: UnsafePointer<UInt32>, rows: Int)

  /// dWeight (V, D) += rows of dOut (R, D), scattered to ids (R).
  func embeddingBackward(
    dWeight: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, ids: UnsafePointer<UInt32>,
    rows: Int, width: Int, vocabulary: Int, groups: Int)

  // MARK: RMSNorm

  /// out (R, D) = x · inverseRMS · gain, inverseRMS (R) = 1/√(mean(x²) + epsilon). gain (D).
  func rmsNormForward(
    out: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float)

  /// dx (R, D) = or +=, dGain (D) +=. dx may be dOut's own buffer (in place) unless it accumulates.
  func rmsNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, gain: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    rows: Int, width: Int, groups: Int, accumulate: Bool)

  // MARK: LayerNorm

  /// out (R, D) = (x − mean(x)) · inverseDeviation · gain + bias, inverseDeviation (R) = 1/√(variance(x) + epsilon).
  /// gain, bias (D).
  func layerNormForward(
    out: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float)

  /// dx (R, D) = or +=, dGain and dBias (D) +=. dx may be dOut's own buffer (in place) unless it accumulates.
  func layerNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>,
    dOut: UnsafePointer<Float>, x: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, rows: Int, width: Int, groups: Int, accumulate: Bool)

  // MARK: Linear: y = x Wᵀ

  /// y (R, O) = addend (R, O) + x (R, I) · weight (O, I)ᵀ: the addend is a residual, y itself (in place), or nil for
  /// nothing.
  func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: WeightMatrix, rows: Int,
    addend: UnsafePointer<Float>?, isBatchInvariant: Bool)

  /// Up to so many rows at a time, products with weights that do not lie packed are batch-invariant anyway.
  var gemvRows: Int { get }

  /// dx (R, I) = or += dy (R, O) · weight (O, I).
  func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: WeightMatrix, rows: Int, accumulate: Bool)

  /// dWeight (O, I) += dy (R, O)ᵀ · x (R, I) for each of some layers, whose dWeights do not overlap.
  func linearBackwardWeights(_ gradients: [WeightGradient], rows: Int, groups: Int)

  // MARK: Rotary position embedding

  /// Rotates rows of x in place, `stride` floats apart: in each of some heads the pair (2i, 2i+1) by its angle at the
  /// row's position. Row r stands at position `firstPosition + r mod T`. CS336's interleaved pairs, not
  /// Llama's halves.
  func rope(
    x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, positions: Int, firstPosition: Int, heads: Int,
    headWidth: Int, rotation: Rotation)

  // MARK: Causal attention

  /// out (B, T, H, K) = softmax(q kᵀ / √K, causal) v; logSumExp (B, H, T) is kept for the backward pass. Rows
  /// of q, k and v are `stride` floats apart, so that they may lie side by side; k and v have their own number of
  /// heads. Queries and keys are first normed as ``normHeads`` does, if there are gains, and rotated as ``rope`` does, if
  /// there is a rotation; their memory keeps them as they were.
  func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int,
    batch: Int, positions: Int, settings: AttentionSettings, gains: HeadGains?)

  /// dq, dk, dv (B, T, H, K) from dOut (B, T, H, K) and what the forward pass read and left. They lie like q, k
  /// and v, and may take their places (in place). The gradients of the gains are added to; there are both or none.
  func attentionBackward(
    dq: UnsafeMutablePointer<Float>, dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>,
    dGains: HeadGainGradients?, dOut: UnsafePointer<Float>, out: UnsafePointer<Float>,
    logSumExp: UnsafePointer<Float>, q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    stride: Int, batch: Int, positions: Int, settings: AttentionSettings, gains: HeadGains?, groups: Int)

  /// Norms some heads of each row of x in place, rows `stride` floats apart: a head h (K) becomes
  /// h · gain / √(mean(h²) + epsilon). gain (K).
  func normHeads(
    x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, headWidth: Int, gain: UnsafePointer<Float>,
    epsilon: Float)

  /// Writes keys and values (B, newPositions, H, K), rows `stride` floats apart, into a cache from position
  /// `pastPositions` of each sequence on.
  func appendToCache(
    _ cache: KeyValueMemory, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int, batch: Int,
    newPositions: Int, pastPositions: Int)

  /// out (B, newPositions, H, K): attention of `newPositions` queries per sequence, rows `stride` floats apart, over a
  /// cache that holds positions `0 ..< pastPositions + newPositions`; no gradient. Query n sees positions
  /// `0 ... pastPositions + n`, or the last of them that the window leaves. Keys and queries have been normed and
  /// rotated.
  func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>, stride: Int, cache: KeyValueMemory, batch: Int,
    newPositions: Int, pastPositions: Int, settings: AttentionSettings)

  // MARK: Feed-forward activations

  /// out (R, F) = silu(gate) ⊙ up, silu(x) = x · sigmoid(x). gateUp (R, 2F) holds gate and up side by side.
  func swigluForward(out: UnsafeMutablePointer<Float>, gateUp: UnsafePointer<Float>, rows: Int, width: Int)

  /// In place: gateUp (R, 2F) becomes its gradient, dOut (R, F) becomes what the forward pass gave, which the gradient of
  /// the next weight needs.
  func swigluBackward(
    gateUp: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, rows: Int, width: Int)

  /// out (R, F) = silu(x).
  func siluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int)

  /// Both (R, F) and in place: x becomes its gradient, dOut becomes silu(x).
  func siluBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int)

  /// out (R, F) = gelu(x), by tanh: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
  func geluForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int)

  /// Both (R, F) and in place: x becomes its gradient, dOut becomes gelu(x).
  func geluBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int)

  /// out (R, F) = x · Φ(x), GELU by erf: ½ x (1 + erf(x / √2)).
  func geluErfForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int)

  /// Both (R, F) and in place: x becomes its gradient, dOut becomes x · Φ(x).
  func geluErfBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int)

  /// out (R, F) = relu(x)².
  func reluSquaredForward(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int)

  /// Both (R, F) and in place: x becomes its gradient, dOut becomes relu(x)².
  func reluSquaredBackward(x: UnsafeMutablePointer<Float>, dOut: UnsafeMutablePointer<Float>, count: Int)

  // MARK: Mixing by a learnt number, `by`, read when the operation runs

  /// Rows of x (R, width), `stride` floats apart, += by · (y − x), with y's rows `yStride` apart. Their former values go to
  /// `kept` (R, width), if it is there: the way back needs them.
  func lerp(
    x: UnsafeMutablePointer<Float>, stride: Int, toward y: UnsafePointer<Float>, yStride: Int,
    kept: UnsafeMutablePointer<Float>?, by: UnsafePointer<Float>, rows: Int, width: Int)

  /// In place: dx, with rows like those of x, becomes the gradient of x's former values; dy (R, width) +=, dBy +=.
  func lerpBackward(
    dx: UnsafeMutablePointer<Float>, stride: Int, dy: UnsafeMutablePointer<Float>, dBy: UnsafeMutablePointer<Float>,
    y: UnsafePointer<Float>, yStride: Int, kept: UnsafePointer<Float>, by: UnsafePointer<Float>, rows: Int, width: Int,
    groups: Int)

  /// x (R, width) += by · y, rows so many floats apart.
  func addScaled(
    x: UnsafeMutablePointer<Float>, stride: Int, y: UnsafePointer<Float>, yStride: Int, by: UnsafePointer<Float>,
    rows: Int, width: Int)

  /// dy (R, width) += by · dx, dBy += Σ dx · y, from the gradient dx (R, width) of what was added to.
  func addScaledBackward(
    dy: UnsafeMutablePointer<Float>, dBy: UnsafeMutablePointer<Float>, dx: UnsafePointer<Float>,
    y: UnsafePointer<Float>, by: UnsafePointer<Float>, rows: Int, width: Int, groups: Int)

  // MARK: Loss over the vocabulary

  /// losses (R) = −log softmax(hidden (R, D) · weight (V, D)ᵀ)[targets (R)], without ever holding the
  /// logits whole: rows are taken in chunks. With a `cap` each logit is capped first, as ``softcap`` does. A row whose
  /// target is ``ignoredTarget`` has no loss and no gradient. `likeliest` (R), where it is wanted, gets the token of each
  /// row's largest logit, of equal ones the smallest; those of rows without a target stay as they are.
  func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, likeliest: UnsafeMutablePointer<UInt32>?, hidden: UnsafePointer<Float>,
    weight: WeightMatrix, targets: UnsafePointer<UInt32>, rows: Int, cap: Float?)

  /// The forward pass and both gradients at once: dHidden (R, D) =, dWeight (V, D) +=, of `scale · Σ losses`.
  func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: WeightMatrix,
    targets: UnsafePointer<UInt32>, rows: Int, groups: Int, scale: Float, cap: Float?)

  /// x (R, width) in place: cap · tanh(x / cap).
  func softcap(x: UnsafeMutablePointer<Float>, rows: Int, width: Int, cap: Float)

  // MARK: Sampling

  /// weights (V) = exp((logits − largest) / temperature), and 1 for the largest. Returns the largest logit, which
  /// is NaN if any logit is NaN or +∞, or all are −∞.
  func samplingWeights(
    _ weights: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, count: Int, temperature: Double
  ) -> Float
}
