/// What a pickle of `torch.save` holds, as data: nothing is ever called for it.
///
/// Objects refer to each other by number, so values that hold each other, or deep ones, are as good as others.
struct Pickle: Sendable {
  /// A value; the numbers are places in the lists below.
  enum Value: Sendable, Equatable {
    case none
    case bool(Bool)
    case integer(Int)
    /// One of more than 64 bits.
    case largeInteger
    case number(Double)
    case text(Int)
    case list(Int)
    case tuple(Int)
    /// Keys and values in turn.
    case dictionary(Int)
    case storage(Int)
    case tensor(Int)
    case global(Global)
  }

  /// What may be named by a module's name: all that a dictionary of tensors needs.
  enum Global: Sendable, Equatable {
    case orderedDictionary
    case tensor
    case parameter
    case storage(TensorType)

    init?(_ name: String) {
      switch name {
      case "collections.OrderedDict": self = .orderedDictionary
      case "torch._utils._rebuild_tensor_v2": self = .tensor
      case "torch._utils._rebuild_parameter": self = .parameter
      default:
        guard let type = Self.storages[name] else { return nil }
        self = .storage(type)
      }
    }

    private static let storages: [String: TensorType] = [
      "torch.FloatStorage": .float32, "torch.HalfStorage": .float16, "torch.BFloat16Storage": .bfloat16,
      "torch.DoubleStorage": .float64, "torch.LongStorage": .int64, "torch.IntStorage": .int32,
      "torch.ShortStorage": .int16, "torch.CharStorage": .int8, "torch.ByteStorage": .uint8, "torch.BoolStorage": .bool,
    ]
  }

  /// Numbers in a member of their own.
  struct Storage: Sendable, Equatable {
    /// The member's name, below `data/`.
    let key: String
    let type: TensorType
  }

  var texts: [String] = []
  var objects: [[Value]] = []
  var storages: [Storage] = []
  var tensors: [TorchTensor] = []
  /// What the pickle is of.
  var root = Value.none
}

/// A part of a storage, as a tensor of some shape.
package struct TorchTensor: Sendable, Equatable {
  package let shape: [Int]
  package let type: TensorType
  /// The storage's key.
  let storage: String
  /// The first number's place in it.
  let offset: Int
  /// Places from one row, column and so on to the next.
  let strides: [Int]

  /// Whether it is the same part of the same storage as another, in the same shape.
  package func isSame(as other: TorchTensor) -> Bool { self == other }

  /// How many numbers it has; nil if they cannot be counted.
  var count: Int? { TensorInfo.byteCount(shape: shape, type: .uint8) }

  /// Whether its numbers lie row after row without gaps.
  var isContiguous: Bool {
    var step = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == step else { return false }
      step = step.multipliedReportingOverflow(by: extent).partialValue
    }
    return true
  }
}
