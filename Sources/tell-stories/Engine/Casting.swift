import Randomness

/// Finds somebody for a part.
enum Casting {
  static func persona(for kind: Role.Kind, with random: inout RandomSource) -> Persona {
    switch kind {
    case .child:
      let girl = random.below(2) == 0
      let name = pick(girl ? Names.girls : Names.boys, with: &random)
      let kind = girl ? "girl" : "boy"
      return Persona(
        name: name, kind: kind, pronoun: girl ? .she : .he, full: name,
        description: "a \(kind) \(pick(Names.looks, with: &random))")
    case .animal:
      let female = random.below(2) == 0
      let name = pick(female ? Names.animalGirls : Names.animalBoys, with: &random)
      let kind = pick(Names.animalKinds, with: &random)
      return Persona(
        name: name, kind: kind, pronoun: female ? .she : .he, full: "\(name) the \(kind)",
        description: "a \(pick(Names.sizes, with: &random)) \(kind)")
    case .someone:
      return persona(for: random.below(3) < 2 ? .child : .animal, with: &random)
    case .elder:
      return pick(Names.elders, with: &random)
    case .worker:
      return Persona(
        name: "the " + pick(Names.workers, with: &random), kind: "helper",
        pronoun: random.below(2) == 0 ? .she : .he)
    }
  }

  private static func pick<T>(_ options: [T], with random: inout RandomSource) -> T {
    options[Int(random.below(UInt64(options.count)))]
  }
}
