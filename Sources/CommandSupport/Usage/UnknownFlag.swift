/// A flag that a command does not have, and what may have been meant.
struct UnknownFlag {
  /// As it was typed.
  let word: String
  private let command: ToolSurface.Command
  private let title: String
  private let root: ToolSurface.Command

  init(_ word: String, in scan: WordScan) {
    (self.word, command, title, root) = (word, scan.command, scan.title, scan.root)
  }

  /// What to type instead.
  var advice: String {
    let plain = Self.plain(word)
    let names = Self.names(of: command)
    if names.contains(plain) { return "use --\(plain)" }
    if let owner { return "it belongs to \(owner)" }
    if let familiar = FamiliarNames.flag(plain, among: names) { return "use --\(familiar)" }
    if let advice = MissingFlags.advice(plain, for: names) { return advice }
    if plain.hasPrefix("no-"), names.contains(String(plain.dropFirst(3))) { return "leave --\(plain.dropFirst(3)) out" }
    let nearest = NearestNames.to(plain, among: names).prefix(3).map { "--\($0)" }
    guard !nearest.isEmpty else { return "\(title) --help lists the flags" }
    return "did you mean \(nearest.joined(separator: " or "))?"
  }

  /// The other subcommand that has the flag; nil for none, and for flags that many have.
  private var owner: String? {
    let owners = root.commands.filter { $0.flag(word) != nil && $0.name != command.name }
    guard owners.count == 1 else { return nil }
    return owners[0].name == root.defaultCommand ? root.name : "\(root.name) \(owners[0].name)"
  }

  /// The flags of a command, without their dashes.
  private static func names(of command: ToolSurface.Command) -> [String] {
    command.flags.flatMap(\.names).filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
  }

  /// A flag as ours are spelt: small letters with hyphens between the words. `-v` and `-V` are two.
  private static func plain(_ word: String) -> String {
    let letters = word.drop { "-–—".contains($0) }
    guard letters.count > 1 else { return String(letters) }
    return String(letters.lowercased().map { $0 == "_" || $0 == "." ? "-" : $0 })
  }
}
