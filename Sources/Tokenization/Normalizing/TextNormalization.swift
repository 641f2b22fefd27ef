/// What is done to a text between its special tokens before it is cut into pretokens.
package enum TextNormalization: Sendable, Hashable {
  case none
  /// Unicode's composed form (NFC): a letter and its marks become one character where there is one.
  case composed
}
