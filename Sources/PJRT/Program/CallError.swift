import Messages

/// What is refused before a plugin sees it: many plugins answer such a call by ending the process.
package enum CallError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  /// A program without a signature that can be checked.
  case program(reason: String)
  /// The plugin's compiled program gives other results than its text says.
  case results(expected: [TensorType], found: [TensorType])
  case replicas(replicas: Int, partitions: Int, devices: Int)
  case deviceCount(expected: Int, found: Int)
  case argumentCount(expected: Int, found: Int)
  case argumentType(index: Int, expected: TensorType, found: TensorType)
  case argumentDevice(index: Int, expected: Int, found: Int)
  /// The buffer was given up to an earlier call, or deleted.
  case consumed(index: Int)
  /// The same buffer stands for two arguments, and one of them is given up.
  case donatedTwice(index: Int)
  /// A buffer of another client.
  case otherClient(index: Int)
  /// Memory on the host of another size than the tensor.
  case byteCount(type: TensorType, expected: Int?, found: Int)
  /// Elements of another type are asked for.
  case elementType(expected: ElementType, found: ElementType)

  package var category: ErrorCategory { .value }

  package var message: Message {
    switch self {
    case .program(let reason): "the device's program: \(Printable.brief(reason, limit: 200))"
    case .results(let expected, let found):
      "the device's program gives \(Self.list(found)) (its text says \(Self.list(expected))); use another plugin"
    case .replicas(let replicas, let partitions, let devices):
      "a program for \(replicas) times \(partitions) devices, and there are \(devices); ask for fewer"
    case .deviceCount(let expected, let found): "arguments for \(found) devices (expected \(expected))"
    case .argumentCount(let expected, let found): "\(found) arguments for the device's program (expected \(expected))"
    case .argumentType(let index, let expected, let found): "argument \(index) is \(found) (expected \(expected))"
    case .argumentDevice(let index, let expected, let found):
      "argument \(index) is on device \(found) (expected on device \(expected))"
    case .consumed(let index): "argument \(index) was given up to an earlier call or deleted (expected a live buffer)"
    case .donatedTwice(let index): "argument \(index) is given up, and stands for another argument too"
    case .otherClient(let index): "argument \(index) belongs to another client"
    case .byteCount(let type, let expected, let found):
      "\(found) bytes for \(type) (expected \(expected.map(String.init) ?? "a size that fits into memory"))"
    case .elementType(let expected, let found): "elements read as \(found.rawValue) (expected \(expected.rawValue))"
    }
  }

  private static func list(_ types: [TensorType]) -> String {
    let names = types.prefix(8).map(\.description).joined(separator: ", ")
    return "\(types.count) results: \(names)" + (types.count > 8 ? ", …" : "")
  }
}
