/// What the composed form needs to know of each scalar, made once per process from the generated data.
struct CompositionTables: @unchecked Sendable {
  /// How a scalar stands to what is before it.
  enum Kind {
    /// Begins something new, and alone stays as it is.
    static let plain: UInt8 = 0
    /// Begins something new, and alone becomes something else.
    static let changing: UInt8 = 1
    /// May join, or change places with, what is before it.
    static let joining: UInt8 = 2
  }

  /// Indexed by scalar value; `0x110000` kinds, never freed.
  let kinds: UnsafePointer<UInt8>
  /// Combining classes, as `kinds`.
  private let classes: UnsafePointer<UInt8>
  private let parts: [UInt32: (first: UInt32, second: UInt32)]
  private let composites: [UInt64: UInt32]

  static let unicode = CompositionTables()

  private init() {
    let classes = ZeroedPages.allocate(byteCount: 0x110000).bindMemory(to: UInt8.self, capacity: 0x110000)
    let ranges = NormalizationData.classes
    for i in stride(from: 0, to: ranges.count, by: 3) {
      (classes + Int(ranges[i])).update(repeating: UInt8(ranges[i + 2]), count: Int(ranges[i + 1] - ranges[i]) + 1)
    }
    let excluded = Set(NormalizationData.excluded)
    let steps = NormalizationData.decompositions
    var parts: [UInt32: (first: UInt32, second: UInt32)] = [:]
    var composites: [UInt64: UInt32] = [:]
    for i in stride(from: 0, to: steps.count, by: 3) {
      parts[steps[i]] = (steps[i + 1], steps[i + 2])
      guard steps[i + 2] != 0, !excluded.contains(steps[i]) else { continue }
      composites[Self.pair(steps[i + 1], steps[i + 2])] = steps[i]
    }
    self.classes = UnsafePointer(classes)
    (self.parts, self.composites) = (parts, composites)
    kinds = Self.kinds(parts, composites, classes)
  }

  private static func kinds(
    _ parts: [UInt32: (first: UInt32, second: UInt32)], _ composites: [UInt64: UInt32],
    _ classes: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    let kinds = ZeroedPages.allocate(byteCount: 0x110000).bindMemory(to: UInt8.self, capacity: 0x110000)
    let composed = Set(composites.values)
    for scalar in parts.keys where !composed.contains(scalar) { kinds[Int(scalar)] = Kind.changing }
    for scalar in 0..<0x110000 where classes[scalar] != 0 { kinds[scalar] = Kind.joining }
    for pair in composites.keys { kinds[Int(pair & 0xFFFF_FFFF)] = Kind.joining }
    for scalar in Hangul.vowels { kinds[Int(scalar)] = Kind.joining }
    for scalar in Hangul.finals { kinds[Int(scalar)] = Kind.joining }
    for scalar in parts.keys {
      var first = scalar
      while let next = parts[first]?.first { first = next }
      if kinds[Int(first)] == Kind.joining { kinds[Int(scalar)] = Kind.joining }
    }
    return UnsafePointer(kinds)
  }

  private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

  /// The order of a scalar among marks; 0 if it is none.
  func combiningClass(_ scalar: UInt32) -> UInt8 { classes[Int(scalar)] }

  /// Adds what a scalar stands for, in the end.
  func decompose(_ scalar: UInt32, into scalars: inout [UInt32]) {
    if let (first, second) = parts[scalar] {
      decompose(first, into: &scalars)
      if second != 0 { decompose(second, into: &scalars) }
    } else if !Hangul.decompose(scalar, into: &scalars) {
      scalars.append(scalar)
    }
  }

  /// The scalar that two stand for, if there is one.
  func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    composites[Self.pair(first, second)] ?? Hangul.composite(first, second)
  }
}

/// Korean syllables, which are made of their letters by counting (Unicode 9, section 3.12).
private enum Hangul {
  private static let firstSyllable: UInt32 = 0xAC00
  private static let initials: Range<UInt32> = 0x1100..<0x1113
  static let vowels: Range<UInt32> = 0x1161..<0x1176
  /// Those that may end a syllable; `0x11A7` would stand for none.
  static let finals: Range<UInt32> = 0x11A8..<0x11C3
  private static let syllables: Range<UInt32> = 0xAC00..<0xD7A4

  /// Adds the letters of a syllable; false if it is none.
  static func decompose(_ scalar: UInt32, into scalars: inout [UInt32]) -> Bool {
    guard syllables.contains(scalar) else { return false }
    let number = scalar - firstSyllable
    scalars.append(initials.lowerBound + number / 588)
    scalars.append(vowels.lowerBound + number % 588 / 28)
    if number % 28 > 0 { scalars.append(finals.lowerBound + number % 28 - 1) }
    return true
  }

  /// The syllable of an initial and a vowel, or of a syllable without an end and an end.
  static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if initials.contains(first), vowels.contains(second) {
      return firstSyllable + 588 * (first - initials.lowerBound) + 28 * (second - vowels.lowerBound)
    }
    if syllables.contains(first), (first - firstSyllable) % 28 == 0, finals.contains(second) {
      return first + second - finals.lowerBound + 1
    }
    return nil
  }
}
