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
