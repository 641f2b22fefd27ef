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
  package let left: UInt32
  /// The id of the right token.
  package let right: UInt32
  /// The id of the token that both become.
  package internal(set) var product: UInt32 = 0

  /// Both tokens as one number.
  var pair: UInt64 { UInt64(left) << 32 | UInt64(right) }

  /// A merge whose product is still to be found. Ids are those of a vocabulary of at most `TokenizerFiles.maximumCount`.
  init(left: Int, right: Int) {
    self.left = UInt32(truncatingIfNeeded: left)
    self.right = UInt32(truncatingIfNeeded: right)
  }
}
