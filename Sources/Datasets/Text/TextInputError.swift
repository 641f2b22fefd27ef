import Formats
import Messages

/// Why what a person named cannot be read as text.
package enum TextInputError: DescribedError, CategorizedError {
  case noFile(String)
  /// A directory without files, or a list without names.
  case nothingIn(String, isList: Bool)
  case listNotUTF8(String)
  case unnameable(folder: String, name: String)
  /// A file of a format that is no text.
  case notText(String, FileFormat)
  /// A file without a format that is known, with zero bytes in it.
  case zeroBytes(String)
  /// JSON Lines without a word about the member that holds the text.
  case lines(String, members: [String])
  /// A line that is no object with such a text.
  case damagedLine(String, line: Int, field: String?, problem: JSONProblem)
  /// A conversation, where no format is known.
  case conversation(String, line: Int)
  /// Standard input, or a pipe, named more than once.
  case streamTwice(String)

  package var category: ErrorCategory {
    switch self {
    case .noFile, .nothingIn: .missing
    case .lines, .streamTwice, .conversation: .usage
    default: .badData
    }
  }

  package var message: Message {
    switch self {
    case .noFile(let word):
      return word.contains(where: { "*?[".contains($0) })
        ? "\(Printable.path(word)): no file matches; check the pattern"
        : Message(FormatError.file(path: word, .notFound).description)
    case .nothingIn(let path, let isList):
      return isList
        ? "\(Printable.path(path)): names no file (expected a path on each line); check the list"
        : "\(Printable.path(path)): there is no file in this directory or below it (expected texts); check the path"
    case .listNotUTF8(let path):
      return "\(Printable.path(path)): is not UTF-8 (expected a path on each line); give a list of names"
    case .unnameable(let folder, let name):
      return "\(Printable.path(folder)): a file's name, '\(name)', is not UTF-8; rename it"
    case .notText(let path, let format):
      return "\(Printable.path(path)): is \(format.words) (expected text in UTF-8); \(Self.way(from: format, path)), "
        + "or add \(field: "raw") to take its bytes as they are"
    case .zeroBytes(let path):
      return "\(Printable.path(path)): holds zero bytes, as no text in UTF-8 does; leave it out, convert it "
        + "(iconv -f UTF-16LE -t UTF-8, if that is what it is), or add \(field: "raw") to take its bytes as they are"
    case .lines(let path, let members):
      let known = members.map { Printable.quoted($0) }.joined(separator: ", ")
      return
        "\(Printable.path(path)): holds JSON Lines\(known.isEmpty ? "" : " whose members are \(known)") (expected plain "
        + "text); "
        + (Self.areRecords(members)
          ? "add \(field: "completions") to learn the completions, or the assistant's messages, alone, " as Message
          : "name the one that holds the text with \(field: "textField"), ")
        + "or add \(field: "raw") to take the JSON itself as text"
    case .damagedLine(let path, let line, let name, let problem):
      let other = name.map {
        "name another member than \(Printable.quoted($0)) with \(field: "textField"), " as Message
      }
      return "\(Printable.path(path)): line \(line): \(problem); correct it, " + (other ?? "")
        + "or leave such lines out with \(field: "skipDamaged")"
    case .conversation(let path, let line):
      return
        "\(Printable.path(path)): line \(line): chat messages, and the tokenizer has no chat template that is known "
        + "(expected one, or a format); name the format with \(field: "chatFormat")"
    case .streamTwice(let path):
      return
        "\(path == "-" ? "standard input" : Printable.path(path)): can be read once only (expected it once); name it once"
    }
  }

  /// Whether these are the members of records of prompts and completions, or of chat messages.
  private static func areRecords(_ members: [String]) -> Bool {
    Set(members).isSuperset(of: ["prompt", "completion"]) || members.contains("messages")
  }

  /// What to do with a file that is no text: commands that work as they are.
  private static func way(from format: FileFormat, _ path: String) -> Message {
    let file = ShellWord.quoted(path)
    switch format.name {
    case "Parquet":
      return "give its texts through a pipe: python3 -c 'import json, sys, pyarrow.parquet as p; "
        + "[print(json.dumps({\"text\": str(t)})) for b in p.ParquetFile(sys.argv[1]).iter_batches(columns=[\"text\"]) "
        + "for t in b.column(0)]' \(file) | … \(field: "inputs") - \(field: "textField") text"
    case "UTF-16", "UTF-32": return "convert it: iconv -f \(format.name) -t UTF-8 \(file) > \(file).utf8"
    case "bzip2": return "unpack it: bzip2 -dc \(file) | … \(field: "inputs") -"
    case "xz": return "unpack it: xz -dc \(file) | … \(field: "inputs") -"
    case "zip": return "unpack it: unzip -p \(file) | … \(field: "inputs") -"
    case "tar": return "unpack it: mkdir -p texts && tar -C texts -xf \(file), and give texts"
    case "a token shard": return "it is encoded already; give the text, or decode it with bpe-encode"
    default: return "leave it out"
    }
  }
}
