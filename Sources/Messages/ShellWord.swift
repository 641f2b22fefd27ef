/// Words of a command line that a person can paste into a shell.
package enum ShellWord {
  /// The word, in single quotes unless the shell takes it as it is.
  package static func quoted(_ word: String) -> String {
    let safe = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-_./,:=@%+".utf8.contains(byte)
    }
    if safe, !word.isEmpty { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
