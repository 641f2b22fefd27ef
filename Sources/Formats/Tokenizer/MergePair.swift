/// One merge: two byte strings that become one token, in the order in which they were learnt.
package struct MergePair: Sendable, Equatable, Hashable {
  /// The bytes of the left token.
  package let left: [UInt8]
  /// The bytes of the right token.
  package let right: [UInt8]

  /// A merge of two byte strings.
  package init(left: [UInt8], right: [UInt8]) {
    self.left = left
    self.right = right
  }
}

/// A merge of two tokens by their ids, and the token that it makes.
package struct MergeIDs: Sendable, Equatable {
  /// The id of the left token.
  package let left: UInt16
  /// The id of the right token.
  package let right: UInt16
  /// The id of the token that both become.
  package internal(set) var product: UInt16 = 0

  /// Both tokens as one number.
  var pair: UInt32 { UInt32(left) << 16 | UInt32(right) }

  /// A merge whose product is still to be found. Ids are those of a vocabulary of at most 65,536 tokens.
  init(left: Int, right: Int) {
    self.left = UInt16(truncatingIfNeeded: left)
    self.right = UInt16(truncatingIfNeeded: right)
  }
}
