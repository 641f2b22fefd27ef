import ArgumentParser
import Formats
import Messages

/// How many of the newest checkpoints stay: a number, or `all`.
enum KeptCheckpoints: Equatable {
  case all
  case newest(Int)

  /// Where nothing is said: enough to go back a little, and no disk full of old states.
  static let usual = KeptCheckpoints.newest(3)

  var count: Int? {
    switch self {
    case .all: nil
    case .newest(let count): count
    }
  }
}

extension KeptCheckpoints: ExpressibleByArgument {
  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument) {
      self = .newest(count)
    } else {
      return nil
    }
  }
}

extension KeptCheckpoints {
  /// Reads what `json` gives; nil for anything else.
  init?(json: JSONValue) {
    if json.string == "all" {
      self = .all
    } else if let count = json.int {
      self = .newest(count)
    } else {
      return nil
    }
  }

  var json: JSONValue {
    switch self {
    case .all: "all"
    case .newest(let count): .integer(Int64(count))
    }
  }
}

extension RunChoices {
  /// What is kept, and how many checkpoints that are now: `4 checkpoints: the newest 3 and the best`. Without
  /// validation there is no best, and without a cool-down no step before it.
  func kept(_ count: Int, hasBest: Bool, beforeCooldown: Int? = nil) -> String {
    let number = "\(count) \(count == 1 ? "checkpoint" : "checkpoints")"
    guard let newest = keep.count else { return "\(number): all" }
    var rules = [newest == 1 ? "the newest" : "the newest \(newest)"]
    if let keepEvery { rules.append("every \(Units.grouped(keepEvery)) steps") }
    if keepBest, hasBest { rules.append("the best") }
    if let beforeCooldown { rules.append("step \(Units.grouped(beforeCooldown)) before the cool-down") }
    let last = rules.removeLast()
    return "\(number): " + (rules.isEmpty ? last : rules.joined(separator: ", ") + " and " + last) + " (--keep)"
  }
}
