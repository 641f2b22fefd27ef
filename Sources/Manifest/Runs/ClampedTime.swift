/// Sums of times that stop at the ends of 64 bits: nanoseconds since 1970 reach from the year 1677 to 2262, and a file
/// may claim any time.
extension Int64 {
  /// The sum, or the end of the range that it lies beyond.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, or the end of the range that it lies beyond.
  func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  /// Seconds as nanoseconds, and `more` nanoseconds.
  static func nanoseconds(seconds: Int64, _ more: Int64 = 0) -> Int64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? .min : .max) : product.addingClamped(more)
  }
}
