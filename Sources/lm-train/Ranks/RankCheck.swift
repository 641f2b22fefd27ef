import ArgumentParser
import Collectives
import CommandSupport
import Formats
import Kernels
import Messages

/// What all ranks must have in common, told to each other before anything is done.
struct RankCheck {
  private let ranks: ProcessGroup
  private let allowsMixed: Bool

  init(_ ranks: ProcessGroup, allowsMixed: Bool) { (self.ranks, self.allowsMixed) = (ranks, allowsMixed) }

  /// - Parameters:
  ///   - output: the run's folder
  ///   - size: the number that was asked for; nil for any
  /// - Throws: `ToolFailure.usage` for what differs, on all ranks alike; `CollectivesError`
  func check(output: String, size: Int?) throws {
    if let size, size != ranks.size {
      try fail("--processes \(size): MPI knows of \(ranks.size) (expected the same number); leave --processes out")
    }
    let outputs = try shared(output)
    if let other = outputs.firstIndex(where: { $0 != outputs[0] }) {
      try fail(
        "rank \(other) has \(Printable.path("--output \(outputs[other])")) and rank 0 "
          + "\(Printable.path("--output \(outputs[0])")) (expected the same, as all ranks train one model); for trainings "
          + "of their own start them with --processes 1")
    }
    let versions = try shared(ToolVersion.code(of: LMTrain.tool))
    if let other = versions.firstIndex(where: { $0 != versions[0] }) {
      try fail(
        "\(name(other)) runs \(Printable.line(versions[other])) and \(name(0)) \(Printable.line(versions[0])) (expected "
          + "the same); install one version on all machines")
    }
    try checkInstructions()
  }

  /// Kernels of different instruction sets add in different orders.
  private func checkInstructions() throws {
    let sets = try shared(CPUOperations.chosenInstructionSet)
    guard let other = sets.firstIndex(where: { $0 != sets[0] }) else { return }
    let found = "\(name(other)) computes with \(sets[other]) and \(name(0)) with \(sets[0])"
    guard allowsMixed else {
      try fail(
        "\(found) (expected the same, or results differ in the last bits from run to run of other machines); choose machines "
          + "of one kind, set LETTERPRESS_ISA=\(sets.min() ?? sets[0]) everywhere, or say --allow-mixed")
    }
    if ranks.rank == 0 {
      Terminal.note("\(LMTrain.tool): \(found): the result depends on which machine computes which part", .warning)
    }
  }

  private func name(_ rank: Int) -> String { "rank \(rank) on \(Printable.brief(ranks.hosts[rank]))" }

  /// A short text of every rank.
  private func shared(_ text: String) throws -> [String] {
    let length = try ranks.call { try $0.maximum(text.utf8.count) }
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: length - text.utf8.count)
    return try ranks.call { try $0.gather(bytes) }.map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// All ranks come here; the first says why.
  private func fail(_ message: String) throws -> Never {
    _ = try ranks.leave()
    throw ranks.rank == 0 ? ToolFailure.usage(message) : ExitCode(ToolExitCode.usage.rawValue)
  }
}
