extension Plot {
  /// A letter goes from hand to hand until it reaches the one who waits for it.
  static let theLetter = Plot(
    name: "the letter",
    cast: [.hero, .friend, .worker, .elder],
    draws: setting + [journeys, answers],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {His} friend {friend}, {friend.what}, had moved to {far}. {hero} missed {friend.him} very much.
        - Last year {friend}, {his} best friend, had gone away to {far}. {friend} was {friend.what} who {quirk}.
        - Far away, in {far}, lived {friend}, {friend.what} who {quirk}. They had not met for a long time.
        """),
      Beat(
        """
        - {Day}, {hero} sat down and wrote a letter. {sky}
        - "Why do you not write a letter?" {asked} {elder} {day}. So {hero} took paper and a pen.
        - {sky} {hero} sat {spot1} with a sheet of paper on {his} knees and wrote.
        """),
      Beat(
        """
        - "Dear {friend}," {he} wrote. "{news} Do you still {quirk.now}? Your friend, {hero}."
        - It said: "Dear {friend}, how are you? {news} I think of you. Yours, {hero}."
        - "My dear {friend}. {news} When will you come? Many greetings from {hero}."
        """),
      Beat(
        """
        - {He} folded it, put a stamp on it, and gave it to {helper}. "It is a long way," {said} {helper}, "but letters
          have strong legs."
        - {Helper} was going that way. "I will take it as far as I go," {said} {helper}.
        - {He} brought it to {helper}, who put it in a leather bag.
        """),
      Beat(
        """
        - {leg1} {leg2} {leg3}
        - And so the letter went on its way. {leg1} {leg2} {leg3}
        - The letter saw more of the world than {hero} ever had. {leg1} {leg2} {leg3}
        """),
      Beat(
        """
        - {hero} waited. One week went by, and then two. Every morning {he} looked into the box. It was empty.
        - At home, {hero} counted the days. "Maybe {friend} has forgotten me," {he} said. "Maybe the road is long,"
          {said} {elder}.
        - Each day {hero} ran to the gate when {helper} came. Each day {helper} shook {helper.his} head.
        """),
      Beat(
        """
        - Then, on a rainy [Monday|Thursday|Saturday], there was {answer}.
        - {At last}, when {he} hardly hoped for it, there came {answer}.
        - "{hero}! Come quickly!" {called} {elder}. On the table lay {answer}.
        """),
      Beat(
        """
        - {content} {hero} read it three times.
        - {content} {hero} jumped up and danced around the room.
        - {hero} opened it with shaking hands. {content}
        """),
      Beat(
        """
        - {outcome}
        - {outcome} "The road is long," {said} {hero}, "but not too long."
        """),
      Beat(
        """
        - {hero} learned that a friend who is far away is still a friend.
        - {From then on}, a letter went out on the first day of every month.
        - And the letter? It hangs over {his} bed to this day.
        """),
    ])

  private static let journeys: [Frame] = [
    [
      "far": "the other side of the mountains", "quirk": "collected feathers", "quirk.now": "collect feathers",
      "news": "The apple tree has fallen down, and I have lost a tooth.",
      "leg1": "A cart took it to the foot of the mountains.",
      "leg2": "A mule carried it over the pass, through the snow.",
      "leg3": "A shepherd brought it down into the valley.",
    ],
    [
      "far": "an island in the sea", "quirk": "could walk on {friend.his} hands", "quirk.now": "walk on your hands",
      "news": "I can swim now, and our cat has five kittens.", "leg1": "A train took it to the coast.",
      "leg2": "A ship took it across the water, through a storm.",
      "leg3": "A fisher rowed it to the shore in a little boat.",
    ],
    [
      "far": "the big city", "quirk": "laughed like a duck", "quirk.now": "laugh like a duck",
      "news": "The hut we built is still there, and a bird lives in it.", "leg1": "A bus took it to the station.",
      "leg2": "A night train took it through the dark, past a hundred towns.",
      "leg3": "A boy on a bicycle brought it up a street with a thousand windows.",
    ],
    [
      "far": "the cold north", "quirk": "made up songs", "quirk.now": "make up songs",
      "news": "It was so hot here that the candles bent.", "leg1": "A truck took it to the end of the road.",
      "leg2": "A sled with eight dogs pulled it over the ice.", "leg3": "A hunter put it under the door.",
    ],
  ]

  private static let answers: [Frame] = [
    [
      "answer": "a blue envelope with {his} name on it",
      "content": "\"Dear {hero}, your letter was wet and torn, and I was so happy to get it,\" it said.",
      "outcome": "They wrote to each other for many years, and the box was never empty for long.",
    ],
    [
      "answer": "a parcel with string around it",
      "content": "In it was half of a round stone, and a note: \"I keep the other half.\"",
      "outcome": "When they met again, the two halves fitted together.",
    ],
    [
      "answer": "a card with a picture of a ship", "content": "\"I am coming on Sunday,\" it said, and nothing else.",
      "outcome": "On Sunday {hero} stood at the station, and there was {friend}, a little taller than before.",
    ],
    [
      "answer": "a letter as thick as a book",
      "content": "It had twenty pages, one for every day that they had not seen each other.",
      "outcome": "{hero} answered with twenty-one pages.",
    ],
  ]
}
