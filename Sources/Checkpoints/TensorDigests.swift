import Formats
import Training

/// SHA-256 of the tensors' names and numbers, in two parts: who only needs the parameters checks only those.
///
/// Safetensors has no checksum of its own, so a flipped bit would otherwise be trained on.
struct TensorDigests: Equatable {
  /// Of the model's parameters.
  let parameters: Digest
  /// Of everything else: moments, step, random state, cursor.
  let state: Digest

  static let parametersKey = "parameters_sha256"
  static let stateKey = "state_sha256"

  /// As entries of a file's metadata.
  var metadata: [String: String] {
    [Self.parametersKey: parameters.hex, Self.stateKey: state.hex]
  }

  /// The digests of a state that is about to be written.
  init(_ tensors: [StateTensor]) {
    let ordered = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    parameters = Self.digest(ordered.filter(Self.isParameter).map { ($0.name, $0.values) })
    state = Self.digest(ordered.filter { !Self.isParameter($0) }.map { ($0.name, $0.values) })
  }

  /// The digest of a file's parameters.
  static func ofParameters(in file: SafetensorsFile) throws -> Digest {
    try digest(file.names.filter { isParameter($0, in: file) }.map { ($0, try values($0, in: file)) })
  }

  /// The digest of everything else in a file.
  static func ofState(in file: SafetensorsFile) throws -> Digest {
    try digest(file.names.filter { !isParameter($0, in: file) }.map { ($0, try values($0, in: file)) })
  }

  private static func isParameter(_ tensor: StateTensor) -> Bool {
    if case .floats = tensor.values { !tensor.name.hasPrefix("optim.") } else { false }
  }

  private static func isParameter(_ name: String, in file: SafetensorsFile) -> Bool {
    file.info(name)?.type != .int64 && !name.hasPrefix("optim.")
  }

  private static func values(_ name: String, in file: SafetensorsFile) throws -> StateTensor.Values {
    file.info(name)?.type == .int64 ? .integers(try file.integers(name)) : .floats(try file.floats(name))
  }

  private static func digest(_ tensors: [(name: String, values: StateTensor.Values)]) -> Digest {
    var hasher = SHA256()
    for (name, values) in tensors {
      hasher.update(Array(name.utf8) + [0])
      switch values {
      case .floats(let floats): hasher.update(UnsafeRawBufferPointer(floats))
      case .integers(let integers): for integer in integers { hasher.update(littleEndian: integer) }
      }
    }
    return hasher.finish()
  }
}
