extension Plot {
  /// A small creature is in trouble; the hero helps with what is at hand, and later the favor comes back.
  static let theRescue = Plot(
    name: "the rescue",
    cast: [.child],
    draws: setting + [Things.creatures, troubles, returns],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat("- {go out}"),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - {Suddenly} {hero} heard a small voice. "Help!" it {called}. {He} looked {spot1} and saw {a young}.
        - There was {noise} {spot1}. {hero} went closer. It was {a young}.
        - {Spot1}, {hero} {found} {a young}. It looked {sad}.
        """),
      Beat(
        """
        - The {creature} {stuck}. It {tried} but it could not get free.
        - "What happened?" {asked} {hero}. The {creature} {stuck}, and it was shaking.
        - The poor {creature} {stuck}. "I have been here since the morning," it said.
        """),
      Beat(
        """
        - "Do not be afraid," {said} {hero} {kindly}. "I will help you."
        - {hero} sat down beside it. "Keep still, little one," {he} said. "I have an idea."
        - {hero} wanted to help, but how? {He} looked around and thought hard.
        """),
      Beat(
        """
        - {tool} {work} {free}
        - First {hero} tried with {his} hands, but that did not work. {tool} {work} {free}
        - {tool} It took a long time. {work} {free}
        """),
      Beat(
        """
        - "Thank you!" {said} the {creature}. "I will never forget this."
        - The {creature} looked at {hero} for a long time. "One day I will help you too," it said.
        - "How can I thank you?" {asked} the {creature}. "You are free, and that is enough," {said} {hero}.
        """),
      Beat(
        """
        - Some days later, {trouble}. {hero} did not know what to do.
        - The week after that, {trouble}. "What now?" {said} {hero}.
        - Winter went by. Then, one day, {trouble}. "Oh dear," {said} {hero}.
        """),
      Beat(
        """
        - Then {he} heard a small voice. It was the {creature}! {help}
        - Who came along just then? The {creature} that {he} had saved! {help}
        - "Now it is my turn," said somebody. There was the {creature}. {help}
        """),
      Beat(
        """
        - "Now we are even," {said} the {creature}, and they both {laughed}.
        - {hero} {smiled}. A small friend can be a great help.
        - And so {hero} learned that no kindness is ever lost.
        - {hero} and the {creature} stayed friends for many years.
        """),
    ])

  private static let troubles: [Frame] = [
    [
      "stuck": "had its foot caught in a string", "tried": "pulled and pulled,", "noise": "a scratching sound",
      "tool": "{hero} took a sharp stone from the path.", "work": "{He} cut the string, one thread after another.",
      "free": "At last the foot was free.",
    ],
    [
      "stuck": "had fallen into a deep hole", "tried": "jumped and jumped,", "noise": "a soft crying",
      "tool": "{hero} found a long branch.", "work": "{He} put one end into the hole and held the other end tight.",
      "free": "Slowly the little one climbed out.",
    ],
    [
      "stuck": "was caught under a heavy board", "tried": "pushed and pushed,", "noise": "a thin squeak",
      "tool": "{hero} fetched a strong stick.",
      "work": "{He} put the stick under the board and pressed with all {his} might.",
      "free": "The board went up, and out it came.",
    ],
    [
      "stuck": "was lost and had hurt its leg", "tried": "wanted to go home,", "noise": "a sad little song",
      "tool": "{hero} took off {his} scarf.",
      "work": "{He} tied it around the leg and carried the little one home in {his} hat.",
      "free": "There it slept for three days, and then it was well again.",
    ],
    [
      "stuck": "sat on a stone in the middle of a big puddle", "tried": "wanted to get across,", "noise": "a splash",
      "tool": "{hero} found a flat piece of wood.", "work": "{He} pushed it over the water like a ferry.",
      "free": "The little one stepped on board and came to the dry land.",
    ],
    [
      "stuck": "was tangled in a thorn bush", "tried": "turned this way and that,", "noise": "a rustle",
      "tool": "{hero} put on {his} thick gloves.", "work": "{He} bent the thorns away, one by one.",
      "free": "Not one hair was hurt.",
    ],
  ]

  private static let returns: [Frame] = [
    [
      "trouble": "{hero} got lost in the fog",
      "help": "\"Follow me,\" it said. It knew every path and led {him} right to {his} door.",
    ],
    [
      "trouble": "{hero} dropped {his} house key into a narrow crack",
      "help": "It was small enough to slip into the crack, and it came back with the key.",
    ],
    [
      "trouble": "{hero} lost a silver coin in the tall grass",
      "help": "It called all its brothers and sisters, and together they found the coin in a minute.",
    ],
    [
      "trouble": "a thief wanted to take {his} bag {in place}",
      "help": "It made such a noise that everyone came running, and the thief ran away.",
    ],
    [
      "trouble": "{hero} fell asleep {in place} while a storm was coming",
      "help": "It tickled {his} nose until {he} woke up, and {he} got home before the first drop fell.",
    ],
    [
      "trouble": "{hero} was sick and had to stay in bed",
      "help": "It sat at the window each day and told {him} what there was to see outside.",
    ],
  ]
}
