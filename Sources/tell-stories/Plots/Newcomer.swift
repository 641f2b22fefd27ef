extension Plot {
  /// Somebody new stands alone; the hero makes the first step.
  static let newcomer = Plot(
    name: "the newcomer",
    cast: [.hero, .friend],
    draws: setting + [games, differences],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {hero} and the others were playing {game} {in place}. {sky}
        - {Day}, everyone met {in place} to play {game}. {sky}
        - {sky} {hero} went to {place} to play {game} with the others.
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - {Spot1} stood somebody new. It was {a friend.kind} named {friend}, who had moved there from {far}.
        - {Friend.what} was standing {spot1}, all alone. {Friend.his} name was {friend}, and {friend.he} came from
          {far}.
        - Nobody knew the {friend.kind} {spot1}. "That is {friend}," somebody whispered. "{Friend.he} is from {far}."
        """),
      Beat(
        """
        - {friend} {differs}, and the others stared. "{remark}" said one of them.
        - The others began to whisper, because {friend} {differs}. "{remark}" they said.
        - "{remark}" said one of the others, for {friend} {differs}. Some of them {laughed}.
        """),
      Beat(
        """
        - {friend} turned away. {Friend.his} eyes were wet.
        - {friend} said nothing and looked at the ground.
        - {friend} sat down {spot2} and drew lines in the dirt.
        """),
      Beat(
        """
        - {hero} remembered how it feels to be new. {His} heart was sore.
        - "That is not right," {thought} {hero}.
        - {hero} did not {laugh.word} with them. {He} stopped the game.
        """),
      Beat(
        """
        - {He} went over. "Hello, I am {hero}," {he} said. "Do you want to play {game} with us?" {friend} looked up. "I
          do not know how," {friend.he} said. "I will show you," {said} {hero}.
        - {He} sat down beside {friend}. "My name is {hero}. What do you like to play?" "At home we played {game2},"
          {said} {friend}. "Then teach me," {said} {hero}.
        - "Come with me," {said} {hero}, and held out {his} hand. "We need one more for {game}." {friend} took the hand
          {slowly}.
        """),
      Beat("- {twist}"),
      Beat(
        """
        - "{praise}" {called} the others. Now everybody wanted to be on {friend}'s side.
        - The others came closer. "{praise}" they said, and they were {sorry} that they had laughed.
        - "{praise}" said the one who had laughed the loudest. "I am sorry." "That is all right," {said} {friend}.
        """),
      Beat(
        """
        - They played until it was dark. {hug}
        - On the way home {friend} said, "This morning I had no friend here. Now I have [five|six|seven|eight]."
        - {hero} and {friend} were friends from that day on.
        - {hero} learned that one kind word can open a door.
        """),
    ])

  private static let games: [Frame] = [
    ["game": "hide and seek", "game2": "a game with stones"], ["game": "ball", "game2": "a game with sticks"],
    ["game": "tag", "game2": "a game of shadows"], ["game": "pirates", "game2": "a game with a rope"],
    ["game": "marbles", "game2": "a singing game"], ["game": "catch", "game2": "a guessing game"],
  ]

  private static let differences: [Frame] = [
    [
      "far": "a land of snow", "differs": "wore a very thick coat", "remark": "Who wears a coat on such a day?",
      "laugh.word": "laugh",
      "twist": """
      Then a cold rain began. {friend} opened the thick coat, and three of them fitted under it and stayed dry.
      """,
      "praise": "What a wonderful coat!",
    ],
    [
      "far": "an island", "differs": "spoke in a strange way", "remark": "What a funny way to talk!",
      "laugh.word": "giggle",
      "twist": """
      Then {friend} sang a song in the language of the island. It was so {pretty} that even the birds were silent.
      """,
      "praise": "Sing it again!",
    ],
    [
      "far": "the mountains", "differs": "was much taller than all of them", "remark": "You are as tall as a tree!",
      "laugh.word": "point",
      "twist": """
      Then the ball got stuck on a roof, and nobody could reach it. {friend} stretched out an arm and took it down.
      """,
      "praise": "How good that you are tall!",
    ],
    [
      "far": "the big city", "differs": "was the smallest of them all", "remark": "You are too small to play!",
      "laugh.word": "laugh",
      "twist": "Then the ball rolled into a narrow pipe. Only {friend} was small enough to crawl in and fetch it.",
      "praise": "We could not have done it without you!",
    ],
    [
      "far": "a far valley", "differs": "walked with a stick", "remark": "You can not run with us!",
      "laugh.word": "laugh",
      "twist": """
      "Then I will be the judge," {said} {friend}, who saw everything and was always fair. Never had a game gone so
      well.
      """,
      "praise": "You have the best eyes of all!",
    ],
    [
      "far": "the other side of the sea", "differs": "had green paint on both hands", "remark": "Do you never wash?",
      "laugh.word": "tease",
      "twist": "Then {friend} took out a little box of paints, and painted a dragon on the wall that looked alive.",
      "praise": "Paint one for us too!",
    ],
  ]
}
