import Kernels
import Transformer

/// Which rule moves which parameters, and what that takes, before anything is allocated.
struct OptimizerPlan {
  private let settings: TrainingSettings
  /// The parameters of AdamW.
  private let adamW: StatePlaces
  /// The matrices of Muon, and its constants; nil without it.
  private let muon: (settings: MuonSettings, places: StatePlaces)?
  /// What is adapted, and how; nil where parameters are moved themselves.
  private let adapted: (lora: LoRASettings, matrices: LowRankMatrices)?

  init(_ settings: TrainingSettings, _ layout: ParameterLayout) {
    self.settings = settings
    let frozen = settings.frozen
    adapted = settings.lora.map {
      ($0, LowRankMatrices($0.matrices(of: layout, frozen: frozen), rank: $0.rank))
    }
    let moved = layout.tensors.filter { !frozen.contains($0.name) }
    guard let muon = settings.muon else {
      (adamW, self.muon) = (frozen.patterns.isEmpty ? StatePlaces(all: layout) : StatePlaces(moved), nil)
      return
    }
    self.muon = (muon, StatePlaces(moved.filter { muon.moves($0.role) }))
    adamW = StatePlaces(moved.filter { !muon.moves($0.role) })
  }

  /// Floats of each buffer that is kept from step to step.
  var buffers: [Int] {
    adapted?.matrices.buffers ?? [adamW.count, adamW.count] + (muon.map { [$0.places.count] } ?? [])
  }

  /// The optimizer, before its first step.
  func start() -> any Optimizer {
    if let (lora, matrices) = adapted {
      return LowRankAdapters(lora, matrices, settings: settings.optimizer, seed: settings.seed)
    }
    let others = AdamW(
      settings.optimizer, adamW, rates: settings.rates, largestRate: settings.schedule.maximum)
    guard let muon else { return others }
    return Muon(muon.settings, decay: settings.optimizer, muon.places, others: others)
  }

  /// Counts what a step borrows.
  func count(_ estimate: WorkspaceEstimate) {
    adapted?.matrices.count(estimate)
    guard let muon else { return }
    let nowhere = FloatBuffer(withoutMemoryFor: muon.places.count).pointer
    let buffers = (nowhere, UnsafePointer(nowhere), nowhere)
    let matrices = Muon.matrices(muon.places, in: buffers, muon.settings, learningRate: 0)
    estimate.muon(matrices, momentum: 0, keep: 1, isCautious: false, gradientScale: 1)
  }
}

extension TrainingSettings {
  /// Memory that training a model takes with these settings, in bytes, as the model's `trainingMemory` counts it.
  ///
  /// - Parameters:
  ///   - model: what is trained
  ///   - threads: of the operations
  /// - Returns: what is there once, and for each sequence of a batch
  /// - Throws: `KernelsError` if the environment asks for an instruction set that this machine does not run
  package func memory(of model: ModelConfiguration, threads: Int) throws -> MemoryAccount {
    let settings = self
    let optimizer = OptimizerMemory(buffers: OptimizerPlan(settings, ParameterLayout(model)).buffers) { estimate in
      OptimizerPlan(settings, ParameterLayout(model)).count(estimate)
    }
    return try model.trainingMemory(threads: threads, optimizer: optimizer) { settings.groups(batchSize: $0) }
  }
}
