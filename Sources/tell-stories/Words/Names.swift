/// Who the stories are about.
///
/// There are few names on purpose: what a small model finds hardest in a story is to remember who it is about, and it
/// learns that sooner when it meets each name often.
enum Names {
  static let girls = ["Anna", "Bella", "Clara", "Emma", "Ida", "Lily", "Maya", "Nora", "Rosa", "Zoe"]

  static let boys = ["Ben", "Finn", "Hugo", "Jack", "Leo", "Max", "Omar", "Sam", "Theo", "Tom"]

  static let animalGirls = ["Dot", "Hazel", "Honey", "Poppy", "Topsy"]

  static let animalBoys = ["Button", "Patch", "Pip", "Rusty", "Twig"]

  static let animalKinds = [
    "badger", "bear", "beaver", "cat", "dog", "duck", "fox", "frog", "goat", "hedgehog", "hen", "lamb", "mole", "mouse",
    "otter", "owl", "pig", "pony", "rabbit", "squirrel", "turtle",
  ]

  /// The kind of an elder is how the hero calls the person.
  static let elders = [
    Persona(name: "mother", kind: "Mama", pronoun: .she),
    Persona(name: "mother", kind: "Mom", pronoun: .she),
    Persona(name: "father", kind: "Papa", pronoun: .he),
    Persona(name: "father", kind: "Dad", pronoun: .he),
    Persona(name: "grandmother", kind: "Grandma", pronoun: .she),
    Persona(name: "grandfather", kind: "Grandpa", pronoun: .he),
    Persona(name: "aunt", kind: "Auntie", pronoun: .she),
    Persona(name: "uncle", kind: "Uncle", pronoun: .he),
  ]

  static let workers = [
    "baker", "bus driver", "cook", "farmer", "fisher", "gardener", "librarian", "mail carrier", "miller", "painter",
    "shoemaker", "shopkeeper", "tailor", "teacher", "toy maker", "weaver",
  ]

  /// What tells one child from another.
  static let looks = [
    "with curly hair", "with freckles", "with long legs", "in a yellow coat", "with muddy boots", "with a red cap",
    "from next door", "with a big laugh", "with bright eyes", "in a green sweater",
  ]

  /// What tells one animal from another.
  static let sizes = ["little", "young", "gray", "quick", "clever", "round", "small", "brown", "jolly", "fluffy"]
}
