extension Plot {
  /// A storm comes; a small shelter turns out to have room for all who knock.
  static let theStorm = Plot(
    name: "the storm",
    cast: [.hero, .friend, Role(name: "third", kind: .animal)],
    draws: [Traits.all, Places.homes, shelters, endings],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - One day {hero} went out to gather {wood}. In the morning the sky was blue, but at noon dark clouds came.
        - One afternoon the wind grew strong and the leaves turned over. "A storm is coming," {said} {hero}.
        - It was a gray day. The birds flew low, and the air was still. Then the first drops fell.
        """),
      Beat(
        """
        - {He} ran to {shelter} and slipped inside. It was [dry|warm] there, but very small.
        - Near by was {shelter}. {hero} crawled in. There was just room for one.
        - Not far away was {shelter}. "I will wait in there," {thought} {hero}. {He} sat down inside and pulled up
          {his} knees.
        """),
      Beat(
        """
        - Outside the rain fell like a wall. The lightning flashed, and the thunder rolled.
        - The wind howled and shook the trees. The rain ran down in streams.
        - Boom, went the thunder. Splash, went the rain.
        """),
      Beat(
        """
        - Then somebody knocked. It was {friend}, {friend.what}, wet from head to foot. "May I come in?" {asked}
          {friend}.
        - Somebody sneezed outside. {hero} looked out and saw {friend}, {friend.what}. "Is there room for me?"
          {friend.he} {asked}.
        - {A friend.kind} named {friend} came running through the rain. "Please let me in!" {friend.he} {called}.
        """),
      Beat(
        """
        - "It is small," {said} {hero}, "but we can move closer." And they both had room.
        - {hero} thought for a moment. "If I make myself thin, it will do," {he} said. "Come in."
        - "One is too few, and two is company," {said} {hero}, and moved to the side.
        """),
      Beat(
        """
        - They had hardly sat down when there was another knock. It was {third.full}, shaking with cold. "There is no
          room for three!" {said} {friend}.
        - Soon {third.full} came too. "Three can not fit in here," {said} {friend}.
        - "Hello?" said a thin voice. It was {third}, {third.what}, with water in both ears. {friend} frowned. "We are
          full," {friend.he} said.
        """),
      Beat(
        """
        - "When you knocked, there was no room for two," {said} {hero}. {friend} thought about that, and then moved
          over.
        - "{third} is as wet as you were," {said} {hero}. {friend} looked down. "You are right," {friend.he} said.
          "Come in, {third}."
        - {hero} {smiled}. "There is always room for one more," {he} said.
        """),
      Beat(
        """
        - So they sat close together, and because they sat so close, they were warm. {pastime}
        - Three of them in one small place, and nobody was cold. {pastime}
        - Outside the storm went on, but inside it was cozy. {pastime}
        """),
      Beat("- {change}"),
      Beat(
        """
        - {At last} the rain stopped. A rainbow stood over the land, with one end at {the shelter}.
        - Then the thunder went away over the hills. The sun came out, and each drop shone.
        - When they came out again, the whole world smelled of wet grass.
        """),
      Beat(
        """
        - "A small house is big enough for good friends," {said} {hero}.
        - {friend}, {third} and {hero} walked home together, around all the puddles and through some of them.
        - {From then on}, when it rained, the three of them met in {the shelter}.
        - And {friend} never again said that there was no room.
        """),
    ])

  private static let shelters: [Frame] = [
    ["shelter": "a hollow tree", "the shelter": "the hollow tree", "wood": "[dry wood|pine cones|acorns]"],
    ["shelter": "an old barrel", "the shelter": "the old barrel", "wood": "[apples|straw|dry sticks]"],
    ["shelter": "a little cave", "the shelter": "the little cave", "wood": "[blueberries|moss|mushrooms]"],
    ["shelter": "an empty dog house", "the shelter": "the empty dog house", "wood": "[flowers|leaves|chestnuts]"],
    [
      "shelter": "a hut made of branches", "the shelter": "the hut made of branches",
      "wood": "[firewood|hazelnuts|herbs]",
    ],
    [
      "shelter": "a boat that lay upside down", "the shelter": "the boat that lay upside down",
      "wood": "[shells|driftwood|smooth stones]",
    ],
  ]

  private static let endings: [Frame] = [
    [
      "pastime": "{third} told a story about a whale.",
      "change": "\"If you had not come,\" {said} {hero} to {third}, \"we would have had no story.\"",
    ],
    [
      "pastime": "{friend} had three cookies in a bag, one for each.",
      "change": "\"If we had not let you in,\" {said} {third} to {friend}, \"I would have had no cookie.\"",
    ],
    [
      "pastime": "They sang every song they knew, and the thunder played the drum.",
      "change": "\"Alone I would have been {scared},\" {said} {hero}. \"With you I hardly heard the thunder.\"",
    ],
    [
      "pastime": "They played a guessing game, and {third} won each time.",
      "change": """
      Suddenly the wind tore at the roof. Together the three of them held it down, and it did not fly away. "Two
      could not have done it," {said} {friend}.
      """,
    ],
    [
      "pastime": "{hero} counted the seconds after each flash.",
      "change": """
      Then water began to run in. {third} was good at digging and dug a little ditch, and the water ran away. "How
      good that you are here," {said} {friend}.
      """,
    ],
  ]
}
