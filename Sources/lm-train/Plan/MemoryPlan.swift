import CommandSupport
import Formats
import Messages
import Transformer

/// An account of memory, and the sequences that it is for.
struct MemoryPlan {
  /// What it is called in JSON.
  let name: String
  let title: String
  let account: MemoryAccount
  /// Sequences that are held at once: a batch, or a device's share of one.
  let sequences: Int
  /// How many times that is a batch.
  private var shares = 1
  private(set) var device: DevicePlan?

  init(name: String, title: String, account: MemoryAccount, sequences: Int) {
    (self.name, self.title, self.account, self.sequences) = (name, title, account, sequences)
  }

  /// Of each device.
  init(_ device: DevicePlan, batch: Int) {
    let engine = device.engine
    let each = engine.devices == 1 ? "" : ", each of \(Units.counted(engine.devices, "device"))"
    self.init(
      name: "device",
      title: "Memory of a step on \(Printable.line(engine.device)), \(engine.precision.rawValue)\(each)",
      account: device.account, sequences: DevicePlan.share(of: batch, devices: engine.devices))
    (self.device, shares) = (device, engine.devices)
  }

  var fixed: Breakdown { account.fixed(sequences: sequences) }
  var activations: Breakdown { account.perSequence.scaled(by: Double(sequences)) }
  var total: Double { account.total(sequences: sequences) }

  /// The largest batch, of all devices together, that fits bytes of each.
  func largestBatch(bytes: Double) -> Int {
    let (batch, overflow) = account.largestBatch(bytes: bytes).multipliedReportingOverflow(by: shares)
    return overflow ? .max : batch
  }
}

extension DevicePlan {
  /// What the compiler says, for people.
  func lines(limit: Double?, _ bytes: (Double) -> String) -> [String] {
    guard let compiled, let target else {
      return engine.device == "cuda"
        ? ["  by a formula; with the plugin (pipelines/install-plugin.sh cuda13-compiler) the compiler itself says it"]
        : []
    }
    let memory = compiled.memory
    var lines = [
      "  compiled for \(target)  \(bytes(Double(memory.total))), \(bytes(Double(memory.temporaries))) of them temporary"
    ]
    if let limit {
      let found = largest.map { "\($0.sequences * engine.devices), with \(bytes(Double($0.memory.total)))" }
      lines.append("  largest batch in \(bytes(limit)), as compiled  \(found ?? "0")")
    }
    return lines
  }

  /// What the account has for a device only.
  var members: [String: JSONValue] {
    var members = engine.members
    members["attention"] = .string(attention.rawValue)
    if let compiled, let target {
      var object = json(compiled)
      object["target"] = .string(target)
      object["largest_batch"] = largest.map { .integer(Int64($0.sequences * engine.devices)) }
      object["largest_batch_total"] = largest.map { .integer(Int64($0.memory.total)) }
      members["compiled"] = .object(object)
    }
    return members
  }

  private func json(_ compiled: Compiled) -> [String: JSONValue] {
    let memory = compiled.memory
    return [
      "sequences": .integer(Int64(compiled.sequences)), "arguments": .integer(Int64(memory.arguments)),
      "temporaries": .integer(Int64(memory.temporaries)), "code": .integer(Int64(memory.generatedCode)),
      "total": .integer(Int64(memory.total)),
    ]
  }
}
