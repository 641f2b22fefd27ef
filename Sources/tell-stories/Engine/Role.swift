/// The part a character plays; `name` is the slot that the plots use, such as `hero`.
struct Role: Sendable {
  /// Whom the part can be given to.
  enum Kind: Sendable {
    /// A girl or a boy with a name.
    case child
    /// An animal with a name.
    case animal
    /// Either of the two.
    case someone
    /// A grown-up of the hero's family.
    case elder
    /// A grown-up known by the work done, such as the baker.
    case worker
  }

  let name: String
  let kind: Kind

  static let hero = Role(name: "hero", kind: .someone)
  static let child = Role(name: "hero", kind: .child)
  static let animal = Role(name: "hero", kind: .animal)
  static let friend = Role(name: "friend", kind: .someone)
  static let elder = Role(name: "elder", kind: .elder)
  static let worker = Role(name: "helper", kind: .worker)
}

/// Somebody in a story.
struct Persona: Sendable {
  enum Pronoun: Sendable {
    case she
    case he

    var other: Pronoun { self == .she ? .he : .she }

    /// The words that go with it, by the slot they fill.
    var words: [(slot: String, word: String)] {
      switch self {
      case .she: [("he", "she"), ("him", "her"), ("his", "her"), ("hers", "hers"), ("himself", "herself")]
      case .he: [("he", "he"), ("him", "him"), ("his", "his"), ("hers", "his"), ("himself", "himself")]
      }
    }
  }

  let name: String
  let kind: String
  let pronoun: Pronoun
  /// The name that a listener who meets the character first needs: `Pip the fox`.
  let full: String
  /// The character to somebody who does not know the name: `a girl with freckles`.
  let description: String

  init(name: String, kind: String, pronoun: Pronoun, full: String? = nil, description: String? = nil) {
    self.name = name
    self.kind = kind
    self.pronoun = pronoun
    self.full = full ?? name
    self.description = description ?? "a \(kind)"
  }

  /// The words that go with the pronoun, by the slot they fill.
  var words: [(slot: String, word: String)] { pronoun.words }
}
