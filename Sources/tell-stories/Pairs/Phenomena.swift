extension Phenomenon {
  /// All of them; new ones come last, so that the pairs of the others stay what they are.
  static let all = [
    agreement, article, caseOfPronouns, gender, negation, nounNumber, pronounNumber, tense, wordOrder,
  ]

  /// Subject and verb.
  private static let agreement = Phenomenon(
    "agreement", draws: [Things.countables, Things.sums, looks],
    [
      "{hero} saw that the {items} <were|was> {look}.",
      "{hero} saw that the {item} <was|were> {look}.",
      "{hero} looked, and there <were|was> {many} {items} in the basket.",
      "{hero} looked, and there <was|were> one {item} in the basket.",
      "\"Where <are|is> my {items}?\" asked {hero}.",
      "\"Where <is|are> my {item}?\" asked {hero}.",
    ])

  /// `a` and `an`.
  private static let article = Phenomenon(
    "article", draws: [vowels, consonants],
    [
      "{hero} [saw|found|drew|looked for] <an|a> {an thing}.",
      "{hero} [saw|found|drew|looked for] <a|an> {other thing}.",
      "\"Look, there is <an|a> {an thing}!\" called {hero}.",
      "\"Look, there is <a|an> {other thing}!\" called {hero}.",
    ])

  /// `he` and `him`.
  private static let caseOfPronouns = Phenomenon(
    "case", cast: [.hero, .friend], draws: [Things.toys],
    [
      "{hero} gave <{friend.him}|{friend.he}> the {it}.",
      "Then <{friend.he}|{friend.him}> gave {hero} the {it}.",
      "{hero} [asked|helped|thanked|hugged] <{friend.him}|{friend.he}>.",
      "At last <{friend.he}|{friend.him}> [asked|helped|thanked|hugged] {hero}.",
    ])

  /// Pronouns of a girl and a boy, and of names alone.
  private static let gender = Phenomenon(
    "gender", cast: [.child], draws: [Places.homes],
    [
      "There was once {a hero.kind} named {hero}. <{hero.he}|{hero.not.he}> lived {home}.",
      "{A hero.kind} named {hero} [closed|opened|rubbed] <{hero.his}|{hero.not.his}> eyes and [waited|smiled|sat down].",
      "{hero} put on <{hero.his}|{hero.not.his}> [coat|shoes|hat|scarf] and [went out|ran outside|ran home].",
      "{hero} was {angry}, but most of all at <{hero.himself}|{hero.not.himself}>.",
    ])

  /// What follows `did not`.
  private static let negation = Phenomenon(
    "negation", draws: [Weather.fair, deeds + errands],
    [
      "{Day}, {hero} did not <{base}|{past}> {rest}.",
      "{Day}, {hero} <{past}|{base}> {rest}.",
    ])

  /// What follows a number.
  private static let nounNumber = Phenomenon(
    "noun-number", draws: [Things.countables, Things.sums],
    [
      "{hero} {found} {many} <{items}|{item}>.",
      "{hero} {found} one <{item}|{items}>.",
      "{hero} put {few} <{items}|{item}> into the basket.",
      "{hero} put one <{item}|{items}> into the basket.",
    ])

  /// `it` and `them`.
  private static let pronounNumber = Phenomenon(
    "pronoun-number", draws: [Things.countables],
    [
      "{hero} took the {items} and put <them|it> into [the|a] basket.",
      "{hero} took the {item} and put <it|them> into [the|a] basket.",
      "{hero} washed the {items} and [carried|brought] <them|it> home.",
      "{hero} washed the {item} and [carried|brought] <it|them> home.",
    ])

  /// Verbs that `and` joins.
  private static let tense = Phenomenon(
    "tense", draws: [Places.outdoors, deeds],
    [
      "{hero} went to {place} and <{past}|{base}> {rest}.",
      "\"I will go to {place} and <{base}|{past}> {rest},\" said {hero}.",
    ])

  /// Words that stand beside each other.
  private static let wordOrder = Phenomenon(
    "word-order", draws: [Places.outdoors, Things.toys, Things.creatures, colors],
    [
      "{hero} [found|saw|brought] the <{color} {it}|{it} {color}>.",
      "{hero} <went to|to went> {place}.",
      "{hero} <saw the|the saw> {creature} {in place}.",
      "{hero} <did not|not did> [find|see|bring] the {it}.",
    ])

  // MARK: Words

  private static let looks: [Frame] = ["small", "big", "red", "wet", "old", "sweet", "gone"].map { ["look": $0] }

  private static let colors: [Frame] = ["red", "blue", "green", "yellow"].map { ["color": $0] }

  private static let vowels: [Frame] = [
    "owl", "otter", "apple", "egg", "ant", "old lantern", "empty basket", "orange ball", "iron key", "arrow", "island",
    "angry bee",
  ].map { ["an thing": $0] }

  private static let consonants: [Frame] = [
    "fox", "rabbit", "pear", "nut", "beetle", "paper lantern", "full basket", "blue ball", "golden key", "feather",
    "river", "busy bee",
  ].map { ["other thing": $0] }

  /// What somebody does somewhere.
  private static let deeds: [Frame] = [
    ["past": "saw", "base": "see", "rest": "the boat"], ["past": "found", "base": "find", "rest": "the key"],
    ["past": "ate", "base": "eat", "rest": "the soup"], ["past": "sang", "base": "sing", "rest": "a song"],
    ["past": "took", "base": "take", "rest": "the basket"], ["past": "told", "base": "tell", "rest": "a story"],
    ["past": "heard", "base": "hear", "rest": "the bell"], ["past": "brought", "base": "bring", "rest": "some bread"],
    ["past": "made", "base": "make", "rest": "a cake"], ["past": "sat", "base": "sit", "rest": "down"],
    ["past": "wrote", "base": "write", "rest": "a letter"], ["past": "bought", "base": "buy", "rest": "a kite"],
  ]

  private static let errands: [Frame] = [
    ["past": "went", "base": "go", "rest": "home"], ["past": "ran", "base": "run", "rest": "home"],
    ["past": "came", "base": "come", "rest": "back"], ["past": "slept", "base": "sleep", "rest": "well"],
    ["past": "knew", "base": "know", "rest": "the way"], ["past": "got", "base": "get", "rest": "up"],
    ["past": "gave", "base": "give", "rest": "up"], ["past": "fell", "base": "fall", "rest": "down"],
  ]
}
