import Messages

/// What can be wrong with an operation that is to be added to a graph. The programs that are built here never cause one
/// for a valid configuration: it is a mistake in the program, found before a plugin sees it.
package enum GraphError: DescribedError, CategorizedError, Equatable {
  /// The operands' types do not go together, or not with the attributes.
  case mismatch(operation: String, expected: String, found: [TensorType])
  /// A size below one, a rank above what is allowed, or so many elements that they cannot be counted.
  case impossibleType(TensorType)
  /// An operand belongs to another graph: a region reads nothing but its arguments.
  case foreignValue(operation: String)
  /// A constant that has no decimal notation.
  case notFinite(operation: String, found: Double)
  /// The operation stands between a value and what it is to be differentiated by, and has no derivative here.
  case notDifferentiable(operation: String)
  /// A program's results or donations do not fit its arguments.
  case badProgram(String)

  package var message: Message {
    switch self {
    case .mismatch(let operation, let expected, let found):
      "program: \(operation) of \(found.map(\.description).joined(separator: ", ")) (expected \(expected)); "
        + Self.advice
    case .impossibleType(let type):
      "program: \(type.description) (expected sizes of 1 or more whose product can be counted); \(Self.advice)"
    case .foreignValue(let operation):
      "program: an operand of \(operation) belongs to another graph (expected values of this one); \(Self.advice)"
    case .notFinite(let operation, let found):
      "program: \(operation) of \(found) (expected a finite number); \(Self.advice)"
    case .notDifferentiable(let operation):
      "program: \(operation) has no derivative (expected operations that have one); \(Self.advice)"
    case .badProgram(let what):
      "program: \(what); \(Self.advice)"
    }
  }

  package var category: ErrorCategory { .value }

  private static let advice: Message = "this is a mistake in Letterpress, please report it"
}
