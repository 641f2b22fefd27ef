extension UInt8 {
  /// Whether the byte is white space of ASCII: a space, a tab or a line end.
  package var isWhiteSpace: Bool { self == 0x20 || 9...13 ~= self }
}
