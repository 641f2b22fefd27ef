import CommandSupport

/// Makes text from a model safe to show on a terminal.
///
/// A model can emit any byte, so also the sequences by which a terminal changes its title, its colours or what was
/// printed before. They are shown instead of obeyed. Text that goes to a file or a pipe stays as it is.
enum TerminalText {
  /// `bytes` with everything but printable characters, newline and tab written as an escape: `\u{1B}`, `\xFF`.
  static func visible(_ bytes: [UInt8]) -> String {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var result = ""
    var index = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput:
        return result
      case .valid(let encoded):
        index += encoded.count
        let scalar = Unicode.UTF8.decode(encoded)
        result += scalar == "\n" || scalar == "\t" ? String(scalar) : OneLine.escaped(String(scalar))
      case .error(let length):
        for byte in bytes[index..<index + length] { result += "\\x" + hex(byte) }
        index += length
      }
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
