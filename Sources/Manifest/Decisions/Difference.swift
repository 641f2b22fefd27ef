import Formats

/// One way in which a request differs from an earlier run, with the facts that explain it.
package enum Difference: Sendable, Equatable {
  /// A setting was `was` and is `now`; nil where it was or is not there.
  case config(key: String, was: String?, now: String?)
  /// The input at `path` was `was` and is `now`; nil where that is not known. `count` inputs have the role.
  case input(role: String, path: String, was: Digest?, now: Digest?, count: Int)
  /// There were `was` inputs of the role and are `now`.
  case inputCount(role: String, was: Int, now: Int)

  /// The reason to store.
  package var reason: RunReason {
    switch self {
    case .config(let key, _, _): .config(key)
    case .input(let role, _, _, _, _), .inputCount(let role, _, _): .input(role)
    }
  }

  /// Everything in which `request` differs from `earlier`: inputs first, as they explain most.
  static func all(between earlier: EarlierRun, and request: RunRequest) -> [Difference] {
    inputs(earlier, request) + settings(earlier, request)
  }

  private static func inputs(_ earlier: EarlierRun, _ request: RunRequest) -> [Difference] {
    let now = request.inputs.filter(\.inKey)
    var roles: [String] = []
    for role in now.map(\.role) + earlier.inputs.map(\.role) where !roles.contains(role) { roles.append(role) }
    return roles.compactMap { role in
      let (was, now) = (earlier.inputs.filter { $0.role == role }, now.filter { $0.role == role })
      guard was.map(\.identity) != now.map(\.identity) || now.contains(where: { $0.identity == nil }) else {
        return nil
      }
      guard was.count == now.count else {
        return .inputCount(role: role, was: was.count, now: now.count)
      }
      let first = zip(was, now).first { $0.identity != $1.identity || $1.identity == nil }
      return .input(
        role: role, path: first?.1.path ?? "", was: first?.0.identity, now: first?.1.identity, count: now.count)
    }
  }

  private static func settings(_ earlier: EarlierRun, _ request: RunRequest) -> [Difference] {
    let was = flat(earlier.configuration, seed: earlier.seed, semantics: earlier.semantics)
    let now = flat(request.configuration, seed: request.seed, semantics: request.semantics)
    return Set(was.keys).union(now.keys).sorted().compactMap { key in
      was[key] == now[key] ? nil : .config(key: key, was: was[key], now: now[key])
    }
  }

  /// Settings by their dotted names, values as canonical JSON.
  static func flat(_ configuration: JSONValue, seed: UInt64?, semantics: Int) -> [String: String] {
    var result: [String: String] = [:]
    func visit(_ value: JSONValue, _ name: String) {
      guard case .object(let members) = value, !members.isEmpty || name.isEmpty else {
        result[name] = value.canonical
        return
      }
      for (key, member) in members { visit(member, name.isEmpty ? key : "\(name).\(key)") }
    }
    visit(configuration, "")
    if let seed { result["seed"] = String(seed) }
    result["semantics"] = String(semantics)
    return result
  }
}
