import Kernels
import TestSupport
import Testing
import Transformer

@testable import Training

/// Adapters of low rank, against the definition in double precision.
@Suite struct LowRankAdaptersTests {
  private static let lora = LoRASettings(rank: 3, alpha: 12, targets: ["*.attn.q_proj", "*.ffn.w2", "layers.1.attn"])

  private func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    quickSettings {
      $0.lora = Self.lora
      change(&$0)
    }
  }

  /// The factors of one matrix (O, I) and their moments, moved as the definition says.
  private struct Slow {
    let shape: [Int]
    let base: [Double]
    var a, b: [Double]
    /// First and second moments.
    var aMoments, bMoments: (m: [Double], v: [Double])

    init(_ tensor: ParameterTensor, weight: [Float], a: [Float]) {
      shape = tensor.shape
      base = weight.map(Double.init)
      self.a = a.map(Double.init)
      b = Array(repeating: 0, count: shape[0] * lora.rank)
      let zeros = self.a.map { _ in 0.0 }
      (aMoments, bMoments) = ((zeros, zeros), (b, b))
    }

    var scale: Double { lora.alpha / Double(lora.rank) }

    /// dA and dB of the gradient of the whole matrix.
    func gradients(_ dW: [Float]) -> (a: [Double], b: [Double]) {
      let (rank, inputs) = (lora.rank, shape[1])
      var (dA, dB) = (a.map { _ in 0.0 }, b.map { _ in 0.0 })
      for o in 0..<shape[0] {
        for i in 0..<inputs {
          for r in 0..<rank {
            dA[r * inputs + i] += scale * b[o * rank + r] * Double(dW[o * inputs + i])
            dB[o * rank + r] += scale * Double(dW[o * inputs + i]) * a[r * inputs + i]
          }
        }
      }
      return (dA, dB)
    }

    mutating func move(_ gradients: (a: [Double], b: [Double]), step: Int, rate: Double, clip: Double) {
      Self.adamW(&a, gradients.a, &aMoments, step, rate, clip)
      Self.adamW(&b, gradients.b, &bMoments, step, rate, clip)
    }

    private static func adamW(
      _ x: inout [Double], _ g: [Double], _ moments: inout (m: [Double], v: [Double]), _ step: Int, _ rate: Double,
      _ clip: Double
    ) {
      let constants = AdamWSettings()
      for i in x.indices {
        let gradient = clip * g[i]
        moments.m[i] += (1 - constants.beta1) * (gradient - moments.m[i])
        moments.v[i] += (1 - constants.beta2) * (gradient * gradient - moments.v[i])
        x[i] *= 1 - rate * constants.weightDecay
        x[i] -=
          rate * moments.m[i] / (1 - power(constants.beta1, step))
          / ((moments.v[i] / (1 - power(constants.beta2, step))).squareRoot() + constants.epsilon)
      }
    }

    private static func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { product, _ in product * x } }

    /// W + scale · B · A.
    var weight: [Double] {
      let (rank, inputs) = (lora.rank, shape[1])
      return base.indices.map { place in
        base[place]
          + scale * (0..<rank).reduce(0) { $0 + b[place / inputs * rank + $1] * a[$1 * inputs + place % inputs] }
      }
    }
  }

  @Test func theModelIsWhatTheDefinitionSays() throws {
    let model = try smallModel()
    let settings = settings { $0.clipNorm = 0.05 }
    let step = try CPUTrainingStep(model: model, shape: BatchShape(batch: 4, positions: 16), settings: settings)
    let start = model.layout.tensors.map { Array(model.values(of: $0)) }
    let adapted = Self.lora.matrices(of: model.layout, frozen: FrozenParameters())
    #expect(adapted.count == 7)
    func factor(_ prefix: String) -> [String: [Float]] {
      let all = step.exportTensors().compactMap { tensor -> (String, [Float])? in
        guard case .floats(let values) = tensor.values, tensor.name.hasPrefix(prefix) else { return nil }
        return (String(tensor.name.dropFirst(prefix.count)), Array(values))
      }
      return Dictionary(uniqueKeysWithValues: all)
    }
    let firstA = factor("optim.lora_a.")
    var slow = try adapted.map { tensor in
      Slow(tensor, weight: Array(model.values(of: tensor)), a: try #require(firstA[tensor.name]))
    }
    let data = someTokens(64 + 1)
    for number in 1...4 {
      let result = try step.take(number, batches: 1, tokens: 64, learningRate: 0.02) { batch in
        try batch.fill(BatchShape(batch: 4, positions: 16), from: data) { $0 * 16 }
      }
      let gradients = zip(adapted, slow).map { tensor, slow in
        slow.gradients(Array(step.gradients.buffer.values[tensor.range]))
      }
      let norm = gradients.flatMap { $0.a + $0.b }.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(result.gradientNorm / norm - 1) < 1e-5)
      for index in slow.indices {
        slow[index].move(gradients[index], step: number, rate: 0.02, clip: min(1, 0.05 / norm))
        let error = relativeError(model.values(of: adapted[index]), slow[index].weight.map(Float.init))
        #expect(error < 2e-5, "step \(number), \(adapted[index].name): \(error)")
      }
    }
    // All others stay, to the bit.
    for (tensor, before) in zip(model.layout.tensors, start) where !adapted.contains(tensor) {
      #expect(Array(model.values(of: tensor)) == before, "\(tensor.name)")
    }
  }

  @Test func theSameBitsWithAnyThreads() throws {
    let states = try [1, 2, 5].map { threads in
      let trainer = try Trainer(model: smallModel(threads: threads), settings: settings(), data: someTokens(500))
      _ = try trainer.takeSteps(3)
      return try trainer.exportState().map { tensor -> [UInt64] in
        switch tensor.values {
        case .floats(let values): values.map { UInt64($0.bitPattern) }
        case .integers(let values): values.map { UInt64(bitPattern: $0) }
        }
      }
    }
    #expect(states[0] == states[1] && states[1] == states[2])
  }

  @Test func whatIsFrozenIsNotAdapted() throws {
    let frozen = FrozenParameters(["layers.0"])
    let names = Self.lora.matrices(of: ParameterLayout(smallConfiguration()), frozen: frozen).map(\.name)
    #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix("layers.1.") })
    let all = LoRASettings(rank: 1, alpha: 1).matrices(
      of: ParameterLayout(smallConfiguration()), frozen: FrozenParameters())
    #expect(all.allSatisfy { $0.role == ParameterTensor.Role.matrix })
    #expect(all.count == 14)
  }

  @Test func whatMakesNoSense() throws {
    func problem(_ change: (inout LoRASettings) -> Void) -> TrainingError? {
      var lora = Self.lora
      change(&lora)
      let settings = quickSettings { $0.lora = lora }
      do {
        try settings.check(smallConfiguration())
        return nil
      } catch {
        return error as? TrainingError
      }
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.rank = 0 } == .countTooSmall(field: "loraRank", found: 0, least: 1))
    #expect(problem { $0.rank = 17 } == .countTooLarge(field: "loraRank", found: 17, most: 16))
    #expect(problem { $0.alpha = .nan } != nil && problem { $0.alpha = -1 } != nil)
    #expect(
      problem { $0.targets = ["lm_head"] }
        == .nothingToAdapt(pattern: "lm_head", example: "layers.0.attn.q_proj.weight"))
    let nothingLeft = quickSettings {
      $0.lora = Self.lora
      $0.frozen.patterns = ["layers"]
    }
    #expect(nothingLeft.isRefused)
  }

  /// The plan counts what there is.
  @Test func thePlanCountsTheBuffers() {
    let plan = OptimizerPlan(settings(), ParameterLayout(smallConfiguration()))
    let kept = plan.start().state.reduce(0) { $0 + $1.values.count }
    let adapted = Self.lora.matrices(of: ParameterLayout(smallConfiguration()), frozen: FrozenParameters())
    let matrices = LowRankMatrices(adapted, rank: 3)
    let notKept = matrices.largest + matrices.counts.a + matrices.counts.b
    #expect(plan.buffers.reduce(0, +) == kept + notKept)
  }
}

extension TrainingSettings {
  fileprivate var isRefused: Bool { (try? check(smallConfiguration())) == nil }
}
