/// Who the stories are about.
enum Names {
  static let girls = [
    "Ada", "Alma", "Amy", "Anna", "Bella", "Clara", "Daisy", "Dora", "Ella", "Emma", "Eva", "Fay", "Grace", "Hana",
    "Ida", "Ivy", "Jane", "June", "Kate", "Kira", "Lena", "Lily", "Lucy", "Maya", "Mia", "Mina", "Molly", "Nell",
    "Nina", "Nora", "Olga", "Pia", "Rosa", "Ruby", "Sara", "Sofia", "Tara", "Una", "Vera", "Zoe",
  ]

  static let boys = [
    "Adam", "Alan", "Ben", "Carl", "Dan", "David", "Eli", "Emil", "Finn", "Fred", "George", "Henry", "Hugo", "Ian",
    "Jack", "Jim", "Joe", "John", "Karl", "Kofi", "Leo", "Luis", "Max", "Milo", "Noah", "Omar", "Oscar", "Otto",
    "Paul", "Peter", "Ravi", "Sam", "Simon", "Theo", "Tim", "Tom", "Toby", "Umar", "Will", "Yusuf",
  ]

  static let animalGirls = [
    "Bluebell", "Bramble", "Cocoa", "Daisy", "Dot", "Fern", "Hazel", "Honey", "Maple", "Muffin", "Nutmeg", "Olive",
    "Pearl", "Poppy", "Rosy", "Sunny", "Tansy", "Tiny", "Topsy", "Willow",
  ]

  static let animalBoys = [
    "Bean", "Biscuit", "Bobo", "Bruno", "Button", "Dash", "Flip", "Fuzz", "Jumper", "Kit", "Mossy", "Patch", "Pebble",
    "Pip", "Puff", "Rusty", "Scout", "Socks", "Twig", "Wink",
  ]

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
