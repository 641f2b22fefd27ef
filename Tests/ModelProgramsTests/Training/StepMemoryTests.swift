import Accelerators
import ModelPrograms
import PJRT
import Testing
import Training
import Transformer

/// The formula for a step's memory beside what NVIDIA's compiler says.
@Suite(
  "The memory of a step on an H100", .serialized,
  .enabled(if: DevicelessCompiler.isInstalled, Comment(rawValue: DevicelessCompiler.missing)))
struct StepMemoryTests {
  /// A model, and the batches that it is compiled with.
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    var configuration: ModelConfiguration
    let batch: Int
    let precision: ProgramPrecision
    var muon: MuonSettings?

    var description: String { "\(name), batch \(batch), \(precision.rawValue)\(muon == nil ? "" : ", Muon")" }
  }

  private static let deeper: ModelConfiguration = {
    var configuration = ModelConfiguration()
    configuration.layers = 8
    return configuration
  }()

  static let cases = [
    Case(name: "TinyStories", configuration: ModelConfiguration(), batch: 32, precision: .bf16),
    Case(name: "TinyStories", configuration: ModelConfiguration(), batch: 128, precision: .bf16),
    Case(name: "TinyStories", configuration: ModelConfiguration(), batch: 32, precision: .fp32),
    Case(name: "GPT-2 small", configuration: ModelPreset.gpt2Small.configuration, batch: 16, precision: .bf16),
    Case(name: "GPT-2 small", configuration: ModelPreset.gpt2Small.configuration, batch: 4, precision: .fp32),
    Case(name: "TinyStories of eight blocks", configuration: deeper, batch: 32, precision: .bf16),
    Case(
      name: "TinyStories", configuration: ModelConfiguration(), batch: 32, precision: .bf16, muon: MuonSettings()),
    Case(
      name: "TinyStories", configuration: ModelConfiguration(), batch: 32, precision: .fp32, muon: MuonSettings()),
    Case(
      name: "GPT-2 small", configuration: ModelPreset.gpt2Small.configuration, batch: 1, precision: .bf16,
      muon: MuonSettings()),
    Case(
      name: "GPT-2 small", configuration: ModelPreset.gpt2Small.configuration, batch: 16, precision: .bf16,
      muon: MuonSettings()),
    Case(name: "GPT-2 XL", configuration: ModelPreset.gpt2XL.configuration, batch: 2, precision: .bf16),
  ]

  @Test("the formula is within a tenth of the compiler's figure", arguments: cases)
  func formula(of model: Case) throws {
    let compiler = try DevicelessCompiler.installed()
    let request = compiler.request(
      model.configuration, batch: model.batch, precision: model.precision, muon: model.muon)
    let memory = try compiler.compile(request).memory()
    let (found, expected) = (request.memory.total(sequences: model.batch), Double(memory.total))
    #expect(abs(found / expected - 1) < 0.1, "\(found / 1e9) GB, as compiled \(expected / 1e9) GB")
  }

  /// Above some 64 GB of an H100's 80 the compiler computes values again to save memory: what it allocates says no more
  /// what there would be. So that the formula is not too cautious is looked at below.
  @Test(
    "the batch that the formula says fits 80 GB, as compiled",
    arguments: [("GPT-2 small", ModelPreset.gpt2Small), ("GPT-2 XL", .gpt2XL)], [60e9, 80e9])
  func fits(model: (name: String, preset: ModelPreset), limit: Double) throws {
    let (compiler, configuration) = (try DevicelessCompiler.installed(), model.preset.configuration)
    let batch = compiler.request(configuration, batch: 1, precision: .bf16).memory.largestBatch(bytes: limit)
    let program = try compiler.compile(compiler.request(configuration, batch: batch, precision: .bf16))
    let memory = try program.memory()
    #expect(batch >= 1 && memory.total <= 80_000_000_000, "\(batch): \(memory)")
    if limit == 60e9 { #expect(Double(memory.total) > limit * 70 / 80, "\(batch): \(memory)") }
    #expect(try program.launches().launches["__cudnn$fmhaSoftmax"] == configuration.layers)
  }
}
