/// A program as a device runs it: XLA's `HloModuleProto`, as far as it tells what is launched.
package struct OptimizedProgram: Equatable, Sendable {
  package struct Instruction: Equatable, Sendable {
    package let name: String
    /// "fusion", "custom-call", "while".
    package let opcode: String
    /// What a custom call calls: "__cublas$gemm", "__cudnn$fmhaSoftmax"; empty for others.
    package let target: String
    /// The computations that it runs, by id.
    package let calls: [UInt64]
  }

  package struct Computation: Equatable, Sendable {
    package let name: String
    package let id: UInt64
    package let instructions: [Instruction]
  }

  package let computations: [Computation]
  /// Where it begins.
  package let entry: UInt64

  /// Reads what `CompiledProgram.optimized` gives in the forms `hlo` and `hlo_with_config`; nil for other forms.
  ///
  /// Fields (openxla/xla, hlo.proto): module 3 computations, 6 id of the first; computation 1 name, 2 instructions, 5 id;
  /// instruction 1 name, 2 opcode, 28 target, 38 called ids.
  package init?(format: String, bytes: [UInt8]) {
    var module = bytes[...]
    if format == "hlo_with_config" {
      var reader = ProtobufReader(module)
      module = []
      while let (field, value) = reader.next() {
        if field == 1, case .bytes(let bytes) = value { module = bytes }
      }
    } else if format != "hlo" {
      return nil
    }
    var reader = ProtobufReader(module)
    var computations: [Computation] = []
    var entry: UInt64?
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (3, .bytes(let bytes)): computations.append(Self.computation(bytes))
      case (6, .number(let number)): entry = number
      default: break
      }
    }
    guard let entry, computations.contains(where: { $0.id == entry }) else { return nil }
    self.computations = computations
    self.entry = entry
  }

  private static func computation(_ bytes: ArraySlice<UInt8>) -> Computation {
    var reader = ProtobufReader(bytes)
    var (name, id, instructions) = ("", UInt64(0), [Instruction]())
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, _): name = ProtobufReader.text(value)
      case (2, .bytes(let bytes)): instructions.append(instruction(bytes))
      case (5, .number(let number)): id = number
      default: break
      }
    }
    return Computation(name: name, id: id, instructions: instructions)
  }

  private static func instruction(_ bytes: ArraySlice<UInt8>) -> Instruction {
    var reader = ProtobufReader(bytes)
    var (name, opcode, target, calls) = ("", "", "", [UInt64]())
    while let (field, value) = reader.next() {
      switch field {
      case 1: name = ProtobufReader.text(value)
      case 2: opcode = ProtobufReader.text(value)
      case 28: target = ProtobufReader.text(value)
      case 38: calls += ProtobufReader.numbers(value)
      default: break
      }
    }
    return Instruction(name: name, opcode: opcode, target: target, calls: calls)
  }

  /// What a device is asked to do in one run, each by opcode, custom calls by target: kernels, library calls and copies.
  /// The body of a loop counts once.
  package var launches: [String: Int] {
    var counts: [String: Int] = [:]
    let byID = Dictionary(computations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var waiting = [entry]
    var seen = Set<UInt64>()
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted, let computation = byID[id] else { continue }
      for instruction in computation.instructions where !Self.isFree(instruction.opcode) {
        if Self.isControl(instruction.opcode) {
          waiting += instruction.calls
        } else {
          counts[instruction.target.isEmpty ? instruction.opcode : instruction.target, default: 0] += 1
        }
      }
    }
    return counts
  }

  /// All launches together.
  package var launchCount: Int { launches.values.reduce(0, +) }

  /// Whether an opcode only names memory, or ends what another began.
  private static func isFree(_ opcode: String) -> Bool {
    [
      "parameter", "constant", "tuple", "get-tuple-element", "bitcast", "after-all", "add-dependency", "partition-id",
      "replica-id", "opt-barrier",
    ].contains(opcode) || opcode.hasSuffix("-done") || opcode.hasSuffix("-update")
  }

  private static func isControl(_ opcode: String) -> Bool { ["call", "while", "conditional"].contains(opcode) }
}
