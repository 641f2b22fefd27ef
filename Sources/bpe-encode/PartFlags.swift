import ArgumentParser
import CommandSupport
import Datasets
import Engines
import Platform

/// One word of `--part`: a part or a range of parts.
struct PartArgument: ExpressibleByArgument {
  let numbers: [Int]

  init?(argument: String) {
    guard let numbers = PartRanges.numbers(argument) else { return nil }
    // Checked against --parts later; of more numbers than there may be parts, one is too large.
    self.numbers = Array(numbers.prefix(100_001))
  }
}

extension BPEEncode {
  /// The parts to make, by the flags and the engine that started this process, which is told on standard error.
  /// - Throws: `EngineError`.
  func assignParts(_ plan: PartPlan) throws -> PartAssignment {
    let flags = PartAssignment.Flags(
      isShared: (parts ?? 1) > 1 || partSize != nil, isOnePart: plan == .ranges(1), chosen: part.flatMap(\.numbers),
      task: task, tasks: tasks)
    let assignment = try PartAssignment.find(flags, variable: environmentVariable)
    if !stageOptions.quiet { for note in assignment.notes { Terminal.note("\(Self.tool): \(note)") } }
    return assignment
  }

  /// Checks the flags that name parts.
  /// - Throws: `ValidationError`.
  func validateParts() throws {
    if let parts {
      guard partSize == nil else { throw ValidationError("--parts and --part-size exclude each other.") }
      guard (1...100_000).contains(parts) else { throw ValidationError("--parts \(parts): must be from 1 to 100000.") }
    }
    if let partSize, !(partSize.bytes >= 1_000 && partSize.bytes <= 1e12) {
      throw ValidationError("--part-size: must be from 1KB to 1TB.")
    }
    let part = self.part.flatMap(\.numbers)
    if let parts, let wrong = part.first(where: { !(0..<parts).contains($0) }) {
      throw ValidationError("--part \(wrong): must be from 0 to \(parts - 1), as there are --parts \(parts).")
    }
    guard Set(part).count == part.count else { throw ValidationError("--part: the same part is given twice.") }
    if let tasks, tasks < 1 { throw ValidationError("--tasks \(tasks): must be 1 or more.") }
    guard part.isEmpty || (task == nil && tasks == nil) else {
      throw ValidationError("--part goes with neither --task nor --tasks.")
    }
    guard let task else { return }
    guard let tasks else { throw ValidationError("--task \(task): of how many? Add --tasks N.") }
    guard (0..<tasks).contains(task) else {
      throw ValidationError("--task \(task): must be from 0 to \(tasks - 1), as there are --tasks \(tasks).")
    }
  }
}
