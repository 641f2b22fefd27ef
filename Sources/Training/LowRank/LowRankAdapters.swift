import Kernels
import Randomness
import Transformer

/// Moves matrices by two factors of low rank each (``LoRASettings``), which AdamW moves; all else stays.
///
/// The model's own matrices hold W + scale · B · A after every step, so the model computes as ever, and the factors'
/// gradients come from the matrices' own: dA = scale · Bᵀ · dW, dB = scale · dW · Aᵀ. B begins as zero, A uniformly within
/// ±1 / √I, as PEFT has it.
final class LowRankAdapters: Optimizer {
  private let matrices: LowRankMatrices
  private let scale: Float
  private let settings: AdamWSettings
  private let a, b: Factor
  /// The matrices as they were before the first step.
  private let base: FloatBuffer
  private let product: FloatBuffer

  /// The numbers of one of the two factors, for all matrices.
  private struct Factor {
    let name: String
    let tensors: [ParameterTensor]
    let values, gradients, firstMoments, secondMoments: FloatBuffer

    init(_ name: String, _ tensors: [ParameterTensor], count: Int) {
      (self.name, self.tensors) = (name, tensors)
      values = FloatBuffer(count: count)
      gradients = FloatBuffer(count: count)
      firstMoments = FloatBuffer(count: count)
      secondMoments = FloatBuffer(count: count)
    }

    var state: [OptimizerState] {
      let kept = [
        ("optim.", values), (OptimizerState.firstMoment, firstMoments), (OptimizerState.secondMoment, secondMoments),
      ]
      return kept.map { prefix, values in
        OptimizerState(prefix: "\(prefix)\(name).", values: values, tensors: tensors)
      }
    }
  }

  /// Factors whose product is zero.
  ///
  /// - Parameters:
  ///   - lora: rank and scale
  ///   - matrices: what they adapt
  ///   - settings: AdamW's constants
  ///   - seed: decides A
  init(_ lora: LoRASettings, _ matrices: LowRankMatrices, settings: AdamWSettings, seed: UInt64) {
    (self.matrices, self.settings, scale) = (matrices, settings, lora.scale)
    a = Factor("lora_a", matrices.a, count: matrices.counts.a)
    b = Factor("lora_b", matrices.b, count: matrices.counts.b)
    base = FloatBuffer(count: matrices.counts.base)
    product = FloatBuffer(count: matrices.largest)
    for tensor in matrices.a {
      var random = RandomSource(seed: seed, stream: Self.stream + tensor.stream)
      let bound = 1 / Double(tensor.shape[1]).squareRoot()
      for place in tensor.range { a.values.pointer[place] = Float(bound * (2 * random.unitInterval() - 1)) }
    }
  }

  /// Far from the streams of parameters and of windows.
  private static let stream: UInt64 = 1 << 49

  var state: [OptimizerState] {
    a.state + b.state + [OptimizerState(prefix: "optim.lora_base.", values: base, tensors: matrices.base)]
  }

  func prepare(_ gradients: Gradients, of model: LanguageModel, step: Int) -> Double {
    if step == 1 { keepBase(of: model) }
    let operations = model.operations
    for (index, tensor) in matrices.tensors.enumerated() {
      let (aPlace, bPlace) = (matrices.a[index].offset, matrices.b[index].offset)
      matrices.differentiate(
        index, dA: a.gradients.pointer + aPlace, dB: b.gradients.pointer + bPlace,
        dW: gradients.buffer.pointer + tensor.offset, a: a.values.pointer + aPlace, b: b.values.pointer + bPlace,
        operations)
    }
    let squares = [a, b].map { operations.sumOfSquares(x: $0.gradients.pointer, count: $0.gradients.count) }
    return Double(scale) * (squares[0] + squares[1]).squareRoot()
  }

  func apply(
    _ gradients: Gradients, to model: LanguageModel, step: Int, learningRate: Double, gradientScale: Float
  ) {
    let operations = model.operations
    for factor in [a, b] {
      operations.adamW(
        parameters: factor.values.pointer, gradients: factor.gradients.pointer,
        firstMoments: factor.firstMoments.pointer, secondMoments: factor.secondMoments.pointer,
        count: factor.values.count, step: step, learningRate: learningRate, beta1: settings.beta1,
        beta2: settings.beta2, epsilon: settings.epsilon, weightDecay: settings.weightDecay,
        isCautious: settings.isCautious, gradientScale: scale * gradientScale)
    }
    merge(into: model)
  }

  /// Takes the matrices as they are for those that the factors are added to.
  private func keepBase(of model: LanguageModel) {
    for (tensor, place) in zip(matrices.tensors, matrices.base) {
      (base.pointer + place.offset).update(from: model.parameters.pointer + tensor.offset, count: tensor.count)
    }
  }

  /// Gives the model W + scale · B · A.
  private func merge(into model: LanguageModel) {
    for (index, tensor) in matrices.tensors.enumerated() {
      let (weight, width) = (model.parameters.pointer + tensor.offset, tensor.shape[1])
      matrices.multiply(
        index, out: product.pointer, a: a.values.pointer + matrices.a[index].offset,
        b: b.values.pointer + matrices.b[index].offset, model.operations)
      weight.update(from: base.pointer + matrices.base[index].offset, count: tensor.count)
      withUnsafePointer(to: scale) { scale in
        model.operations.addScaled(
          x: weight, stride: width, y: product.pointer, yStride: width, by: scale, rows: tensor.shape[0], width: width)
      }
    }
  }
}
