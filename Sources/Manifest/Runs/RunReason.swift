/// Why a stage runs instead of finding its outputs up to date.
package enum RunReason: Sendable, Hashable, CustomStringConvertible {
  /// No earlier run of this stage made these outputs.
  case new
  /// The inputs of this role have other content.
  case input(String)
  /// This setting has another value (`seed` and `semantics` count as settings).
  case config(String)
  /// An output of the earlier run is gone.
  case outputMissing
  /// An output of the earlier run has other content now.
  case outputModified
  /// `--force`.
  case forced

  /// The form that is stored: `new`, `input:vocab`, `config:lr`, `output-missing`, `output-modified`, `forced`.
  package var code: String {
    switch self {
    case .new: "new"
    case .input(let role): "input:\(role)"
    case .config(let key): "config:\(key)"
    case .outputMissing: "output-missing"
    case .outputModified: "output-modified"
    case .forced: "forced"
    }
  }

  /// A reason from its stored form; nil for anything else.
  package init?(code: String) {
    switch code {
    case "new": self = .new
    case "output-missing": self = .outputMissing
    case "output-modified": self = .outputModified
    case "forced": self = .forced
    default:
      if code.hasPrefix("input:") {
        self = .input(String(code.dropFirst("input:".count)))
      } else if code.hasPrefix("config:") {
        self = .config(String(code.dropFirst("config:".count)))
      } else {
        return nil
      }
    }
  }

  package var description: String { code }
}
