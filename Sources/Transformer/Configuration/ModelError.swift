import Messages

/// What can be wrong with a model's configuration or with what it is given.
package enum ModelError: DescribedError, CategorizedError, Equatable {
  case sizeOutOfRange(field: String, found: Int, range: ClosedRange<Int>)
  case valueNotPositive(field: String, found: Double)
  case widthNotDivisible(width: Int, heads: Int)
  case headWidthOdd(width: Int, heads: Int)
  case ownHeadWidthOdd(Int)
  case impossibleScaling
  case headsNotDivisible(heads: Int, keyValueHeads: Int)
  /// A token id that the model has no embedding for; `position` counts from the start of the batch.
  case tokenOutsideVocabulary(token: Int, position: Int, vocabulary: Int)
  case noTokens
  case doesNotFit(what: String, found: Int, capacity: Int)
  case contextFull(past: Int, new: Int, capacity: Int)
  case moreThanMemory(what: Message, bytes: Double, memory: Double)
  case moreThanIsFree(what: Message, bytes: Double, free: Double)
  case memoryNotGranted(what: Message, bytes: Double)

  package var message: Message {
    switch self {
    case .sizeOutOfRange(let field, let found, let range):
      "\(field: field): \(found) (expected \(range.lowerBound) to \(range.upperBound)); give another \(field: field)"
    case .valueNotPositive(let field, let found):
      "\(field: field): \(found) (expected a finite number above 0); give another \(field: field)"
    case .widthNotDivisible(let width, let heads):
      "d_model \(width) is not divisible by \(heads) heads; "
        + "use \(field: "width") \(Self.multiples(of: heads, around: width)), or another \(field: "heads")"
    case .headWidthOdd(let width, let heads):
      "d_model \(width) with \(heads) heads makes heads of width \(width / heads), but rotary positions turn "
        + "pairs (expected an even width); use \(field: "width") \(Self.multiples(of: 2 * heads, around: width)), "
        + "or \(field: "position") none"
    case .ownHeadWidthOdd(let width):
      "\(field: "ownHeadWidth") \(width): rotary positions turn pairs (expected an even width); use "
        + "\(field: "ownHeadWidth") \(width + 1), or \(field: "position") none"
    case .impossibleScaling:
      "rope_scaling has a number that is no factor (expected finite ones above 0, the high one above the low); use "
        + "another model"
    case .headsNotDivisible(let heads, let keyValueHeads):
      "\(heads) heads are not divisible by \(field: "keyValueHeads") \(keyValueHeads) (expected a divisor of the heads, "
        + "since as many share each); use one of \(Self.divisors(of: heads))"
    case .tokenOutsideVocabulary(let token, let position, let vocabulary):
      "token id \(token) at position \(position) is not in the model's vocabulary (expected below \(vocabulary)); "
        + "use data from the tokenizer that the model was made for"
    case .noTokens:
      "no tokens (expected at least one); give the model some"
    case .doesNotFit(let what, let found, let capacity):
      "\(what): \(found) (expected at most \(capacity)); use smaller batches or make room for more"
    case .contextFull(let past, let new, let capacity):
      "\(new) tokens do not fit after \(past) of \(capacity) positions; start again with the last tokens"
    case .moreThanMemory(let what, let bytes, let memory):
      "\(what): \(Self.gigabytes(bytes)) needed (expected at most this machine's \(Self.gigabytes(memory))); "
        + "use a smaller model, context or batch"
    case .moreThanIsFree(let what, let bytes, let free):
      "\(what): \(Self.gigabytes(bytes)) needed (expected at most the \(Self.gigabytes(free)) that are free now); "
        + "end other programs, or use a smaller batch, context or model "
        + "(lm-train \(field: "plan") \(field: "memory") tells what fits)"
    case .memoryNotGranted(let what, let bytes):
      "\(what): the system does not grant \(Self.gigabytes(bytes)); raise the limit that was set (ulimit -v), or use a "
        + "smaller batch, context or model"
    }
  }

  package var category: ErrorCategory {
    switch self {
    case .tokenOutsideVocabulary: .badData
    // Nothing is wrong with the model or its data; of the second, the memory is there and only not to be had now, or
    // not within the limit that was set.
    case .moreThanMemory: .usage
    case .moreThanIsFree, .memoryNotGranted: .busy
    default: .value
    }
  }

  /// "12.3 GB", "40 MB": tenths of a gigabyte whatever the size, so that amounts can be compared.
  private static func gigabytes(_ bytes: Double) -> String {
    bytes < 1e9 ? "\(Int(max(1, bytes / 1e6).rounded())) MB" : "\((bytes / 1e8).rounded() / 10) GB"
  }

  /// Up to eight divisors, the largest last: "1, 2, 4, 8".
  private static func divisors(of count: Int) -> String {
    let divisors = (1...Int(Double(count).squareRoot())).filter { count.isMultiple(of: $0) }
    return Set(divisors + divisors.map { count / $0 }).sorted().suffix(8).map(String.init).joined(separator: ", ")
  }

  /// The multiples next to a value, for advice: "496 or 512".
  private static func multiples(of step: Int, around value: Int) -> String {
    let below = value / step * step
    return below > 0 ? "\(below) or \(below + step)" : "\(below + step)"
  }
}
