extension Plot {
  /// Something breaks, it is hidden, the truth is told, and it is mended together.
  static let brokenPot = Plot(
    name: "the broken pot",
    cast: [.hero, .elder],
    draws: person + [accidents],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Elder} had {a broken.thing} that {elder.he} loved very much. "Please be careful with it," {elder.he} always
          said.
        - In the house stood {a broken.thing}. It belonged to {elder}, and it was very old.
        - {A broken.thing} stood on the shelf. {Elder} had got it as a present long ago.
        """),
      Beat(
        """
        - {Day}, {hero} {played} inside the house. {crash}
        - {Day}, {hero} was alone in the room. {He} {played}, though {he} knew that {he} should not. {crash}
        - {sky} But {hero} stayed inside and {played}. {crash}
        """),
      Beat(
        """
        - The {short} lay on the floor in [three|four|five|six] pieces.
        - {hero} stood very still. The {short} was broken.
        - "Oh no," whispered {hero}. There was nothing left of the {short} but pieces.
        """),
      Beat(
        """
        - {He} was {scared}. {Quickly.word} {he} pushed the pieces {hideout} and went outside.
        - "Nobody saw it," {thought} {hero}, and {he} hid the pieces {hideout}.
        - What would {elder} say? {hero} put all the pieces {hideout} and said nothing.
        """),
      Beat(
        """
        - In the evening {elder} looked at the empty place. "Where is my {short}?" {elder.he} {asked}. "{fib}" {said}
          {hero}.
        - "Have you seen my {short}?" {asked} {elder}. {hero} looked at {his} shoes. "{fib}" {he} said.
        - {Elder} looked for the {short} everywhere. "{fib}" {said} {hero}, and {his} ears turned red.
        """),
      Beat(
        """
        - That night {he} could not sleep. {His} belly hurt, though {he} had not eaten anything bad. It was the lie
          that hurt.
        - {hero} lay in bed and looked at the ceiling. The little lie felt as heavy as a stone.
        - {Supper} did not taste good, and no game was fun. {hero} could think only of the {short}.
        """),
      Beat(
        """
        - {At last} {he} got up and went to {elder}. "I have to tell you something," {said} {hero}. "I broke it. I
          {confess}, and then I hid it. I am {sorry}."
        - In the morning {he} brought the pieces to {elder}. "It was me," {said} {hero}. "I {confess}. I am {sorry}."
        - Then {he} could not bear it anymore. "It was not true what I said," {he} {called}. "I {confess}, and it
          broke."
        """),
      Beat(
        """
        - {Elder} was quiet for a moment. "I am sad about the {short}," {said} {elder}. "But I am glad that you told me
          the truth."
        - {Elder} took {him} in {elder.his} arms. "A {short} can be mended," {elder.he} said. "It is harder to mend a
          lie."
        - "That was brave of you," {said} {elder}. "It takes more courage to say it than to hide it."
        """),
      Beat(
        """
        - Together they {mend}. It was not as before, but {elder} liked it even more.
        - First they tidied up, and then they {mend}. "Now it has a story," {said} {elder}.
        - {hero} fetched what they needed, and they {mend}.
        """),
      Beat(
        """
        - {hero} felt as light as a feather.
        - {From then on}, {hero} told the truth, even when it was hard.
        - That night {he} slept well.
        - And it was the last time that {hero} {played} inside the house.
        """),
    ])

  private static let accidents: [Frame] = [
    [
      "broken.thing": "blue flower pot", "short": "pot", "played": "kicked a ball",
      "crash": "The ball flew up, and crash! It hit the pot.", "hideout": "under the carpet",
      "fib": "Maybe the cat took it.", "confess": "kicked the ball in the house",
      "mend": "glued the pot and planted a new flower in it", "quickly.word": "quickly", "supper": "supper",
    ],
    [
      "broken.thing": "white tea cup", "short": "cup", "played": "danced with the broom",
      "crash": "The broom went round and round, and bang! It swept the cup from the shelf.",
      "hideout": "into an old boot", "fib": "I have not seen it.", "confess": "danced with the broom",
      "mend": "put the cup together with golden glue", "quickly.word": "fast", "supper": "breakfast",
    ],
    [
      "broken.thing": "painted plate", "short": "plate", "played": "played knight with a wooden sword",
      "crash": "The sword swung too far, and the plate fell down.", "hideout": "behind the oven",
      "fib": "The wind must have blown it away.", "confess": "swung my sword too near",
      "mend": "made a picture out of the pieces and hung it on the wall", "quickly.word": "without thinking",
      "supper": "lunch",
    ],
    [
      "broken.thing": "glass bird", "short": "bird", "played": "jumped from chair to chair",
      "crash": "One chair tipped over, and the table shook, and the bird fell.", "hideout": "into a drawer",
      "fib": "Perhaps it flew away.", "confess": "jumped on the chairs",
      "mend": "hung the pieces in the window, where they threw colors on the wall", "quickly.word": "in a hurry",
      "supper": "supper",
    ],
    [
      "broken.thing": "wooden clock", "short": "clock", "played": "swung on the curtain",
      "crash": "The curtain came down, and the clock came down with it.", "hideout": "under the bed",
      "fib": "I do not know what time it was.", "confess": "swung on the curtain",
      "mend": "put the wheels back, one by one, until it ticked again", "quickly.word": "at once", "supper": "supper",
    ],
    [
      "broken.thing": "brown honey jar", "short": "jar", "played": "climbed up to the top shelf",
      "crash": "{His} foot slipped, and the jar slid over the edge.", "hideout": "behind the flour sack",
      "fib": "The ants must have carried it off.", "confess": "climbed up for the honey",
      "mend": "washed the floor and made a new jar out of clay", "quickly.word": "quickly", "supper": "dinner",
    ],
  ]
}
