/// What can be carried, wished for, eaten and counted.
enum Things {
  /// Small things that somebody can love and lose: `thing` in full, `it` in short.
  static let toys: [Frame] = [
    ["it": "ball", "thing": "[red|blue|green|yellow|striped] ball"],
    ["it": "kite", "thing": "[red|blue|paper|purple] kite"],
    ["it": "doll", "thing": "[rag|wooden|little] doll"],
    ["it": "boat", "thing": "[toy|wooden|white] boat"],
    ["it": "train", "thing": "[toy|shiny|wooden] train"],
    ["it": "drum", "thing": "[little|tin|red] drum"],
    ["it": "hat", "thing": "[straw|green|warm|funny] hat"],
    ["it": "scarf", "thing": "[woolen|long|blue|soft] scarf"],
    ["it": "whistle", "thing": "[silver|wooden|tin] whistle"],
    ["it": "marble", "thing": "[glass|green|golden] marble"],
    ["it": "bell", "thing": "[tiny|silver|brass] bell"],
    ["it": "book", "thing": "[picture|thick|old] book"],
    ["it": "lantern", "thing": "[paper|yellow|little] lantern"],
    ["it": "key", "thing": "[golden|small|rusty] key"],
    ["it": "button", "thing": "[shiny|pearl|blue] button"],
    ["it": "ring", "thing": "[silver|glass|little] ring"],
    ["it": "bear", "thing": "[teddy|brown|soft] bear"],
    ["it": "flute", "thing": "[wooden|reed|little] flute"],
    ["it": "basket", "thing": "[round|willow|brown] basket"],
    ["it": "feather", "thing": "[white|long|peacock] feather"],
  ]

  /// Things to eat, one at a time.
  static let treats: [Frame] = [
    ["treat": "a honey cake", "the treat": "the honey cake", "taste": "sweet and soft"],
    ["treat": "a warm bun", "the treat": "the bun", "taste": "warm and buttery"],
    ["treat": "an apple pie", "the treat": "the pie", "taste": "of apples and cinnamon"],
    ["treat": "a big pear", "the treat": "the pear", "taste": "sweet and full of juice"],
    ["treat": "a plum cake", "the treat": "the cake", "taste": "sweet and a little sour"],
    ["treat": "a slice of melon", "the treat": "the melon", "taste": "cool and fresh"],
    ["treat": "a berry tart", "the treat": "the tart", "taste": "of summer berries"],
    ["treat": "a cheese sandwich", "the treat": "the sandwich", "taste": "salty and good"],
    ["treat": "a chocolate bar", "the treat": "the chocolate", "taste": "dark and sweet"],
    ["treat": "a corn cake", "the treat": "the corn cake", "taste": "crisp and golden"],
    ["treat": "a loaf of nut bread", "the treat": "the bread", "taste": "of nuts and honey"],
    ["treat": "a bowl of cherries", "the treat": "the bowl", "taste": "ripe and red"],
  ]

  /// Things that come in numbers, with the place where they are found.
  static let countables: [Frame] = [
    Places.orchard.adding(["items": "apples", "item": "apple", "from": "a tree", "use": "a pie"]),
    Places.beach.adding(["items": "shells", "item": "shell", "from": "the sand", "use": "a necklace"]),
    Places.forest.adding(["items": "nuts", "item": "nut", "from": "the ground", "use": "a cake"]),
    Places.forest.adding(["items": "berries", "item": "berry", "from": "a bush", "use": "a jar of jam"]),
    Places.meadow.adding(["items": "flowers", "item": "flower", "from": "the grass", "use": "a crown"]),
    Places.river.adding(["items": "stones", "item": "stone", "from": "the bank", "use": "a little tower"]),
    Places.hill.adding(["items": "feathers", "item": "feather", "from": "the grass", "use": "a pair of wings"]),
    Places.park.adding(["items": "leaves", "item": "leaf", "from": "the lawn", "use": "a picture"]),
    Places.orchard.adding(["items": "cherries", "item": "cherry", "from": "a low branch", "use": "a tart"]),
    Places.orchard.adding(["items": "pears", "item": "pear", "from": "a tree", "use": "a pudding"]),
    Places.garden.adding(["items": "carrots", "item": "carrot", "from": "the garden bed", "use": "a soup"]),
    Places.farm.adding(["items": "eggs", "item": "egg", "from": "the hay", "use": "a big breakfast"]),
    Places.forest.adding(["items": "mushrooms", "item": "mushroom", "from": "the moss", "use": "a stew"]),
    Places.garden.adding(["items": "beans", "item": "bean", "from": "a pole", "use": "a salad"]),
    Places.beach.adding(["items": "crabs", "item": "crab", "from": "the water", "use": "a funny race"]),
    Places.hill.adding(["items": "strawberries", "item": "strawberry", "from": "the grass", "use": "a cake"]),
  ]

  /// Small wild creatures in need of help: each with its trouble left to the plot.
  static let creatures: [Frame] = [
    ["creature": "sparrow", "young": "[small|brown|tired] sparrow"],
    ["creature": "kitten", "young": "[gray|thin|tiny] kitten"],
    ["creature": "beetle", "young": "[green|shiny|round] beetle"],
    ["creature": "squirrel", "young": "[red|young|quick] squirrel"],
    ["creature": "hedgehog", "young": "[little|round|prickly] hedgehog"],
    ["creature": "puppy", "young": "[spotted|wet|brown] puppy"],
    ["creature": "duckling", "young": "[yellow|fluffy|small] duckling"],
    ["creature": "lamb", "young": "[white|woolly|lost] lamb"],
    ["creature": "mouse", "young": "[field|gray|tiny] mouse"],
    ["creature": "butterfly", "young": "[blue|orange|pale] butterfly"],
  ]

  /// `many` is `few` and `rest` together; `more` is `many` and one; every one of them is at least two.
  static let sums: [Frame] = (5...12).flatMap { many in
    (2...(many - 2)).map { few in
      Frame([
        ("many", Numbers.word(many)), ("few", Numbers.word(few)), ("rest", Numbers.word(many - few)),
        ("more", Numbers.word(many + 1)), ("double", Numbers.word(2 * many)),
      ])
    }
  }
}

/// Numbers in words.
enum Numbers {
  private static let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

  /// A number from 0 to 99 in words; digits beyond.
  static func word(_ number: Int) -> String {
    if small.indices.contains(number) { return small[number] }
    guard (20..<100).contains(number) else { return String(number) }
    return tens[number / 10] + (number % 10 == 0 ? "" : "-" + small[number % 10])
  }
}
