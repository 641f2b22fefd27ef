import Platform

/// A moment in UTC, in nanoseconds since 1970; written as `2026-11-21T08:12:03.123Z`.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  package var nanoseconds: Int64

  /// A moment by its nanoseconds since 1970.
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The wall clock's time, cut to milliseconds so that writing and reading it gives the same value.
  package static var now: Timestamp {
    let now = precise
    return Timestamp(nanoseconds: now.nanoseconds - now.nanoseconds % 1_000_000)
  }

  /// The wall clock's time.
  package static var precise: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Reads `2026-11-21T08:12:03.123Z`; nil for any other form, and for years whose nanoseconds since 1970 do not fit
  /// 64 bits.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let form = Array("dddd-dd-ddTdd:dd:dd.dddZ".utf8)
    guard bytes.count == form.count else { return nil }
    var fields = [0]
    for (byte, expected) in zip(bytes, form) {
      if expected == UInt8(ascii: "d") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
      } else {
        guard byte == expected else { return nil }
        fields.append(0)
      }
    }
    let (year, month, day) = (fields[0], fields[1], fields[2])
    guard (1678...2261).contains(year), (1...12).contains(month), (1...31).contains(day), fields[3] < 24,
      fields[4] < 60, fields[5] < 61
    else {
      return nil
    }
    let days = Self.days(year: year, month: month, day: day)
    let seconds = days * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5]
    nanoseconds = Int64(seconds) * 1_000_000_000 + Int64(fields[6]) * 1_000_000
  }

  /// `2026-11-21T08:12:03.123Z`.
  package var text: String {
    let parts = components
    let date = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    let time = "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
    return "\(date)T\(time).\(padded(parts.millisecond, 3))Z"
  }

  /// `2026-11-21 08:12 UTC`, for people.
  package var forPeople: String {
    let parts = components
    return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2)) "
      + "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)) UTC"
  }

  /// `11-21 08:12`, in UTC: for tables, whose order tells the year.
  package var dayAndMinute: String { String(forPeople.dropFirst(5).dropLast(4)) }

  /// `202611`: the folder of the receipts of this month.
  package var month: String {
    let parts = components
    return padded(parts.year, 4) + padded(parts.month, 2)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

  private struct Components {
    var year, month, day, hour, minute, second, millisecond: Int
  }

  private var components: Components {
    let milliseconds = Int(nanoseconds).flooredDivision(by: 1_000_000).quotient
    let (days, inDay) = milliseconds.flooredDivision(by: 86_400_000)
    let (year, month, day) = Self.date(daysSince1970: days)
    return Components(
      year: year, month: month, day: day, hour: inDay / 3_600_000, minute: inDay / 60_000 % 60,
      second: inDay / 1000 % 60, millisecond: inDay % 1000)
  }

  /// Days since 1970 in the Gregorian calendar, counted in 400-year eras that begin on 1 March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = marchYear.flooredDivision(by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int {
  /// Quotient rounded down and a remainder that is never negative.
  fileprivate func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
