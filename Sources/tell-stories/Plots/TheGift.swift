extension Plot {
  /// A birthday, an empty pocket, and a present that is made and not bought.
  static let theGift = Plot(
    name: "the gift",
    cast: [.hero, Role(name: "elder", kind: .elder), .worker],
    draws: person + [gifts, Things.sums],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - Soon it would be the birthday of {elder}. {hero} wanted to give {elder.him} something very special.
        - "Tomorrow is my birthday," {said} {elder}. {hero} had forgotten it, and {he} had no present!
        - In {few} days {elder} would have a birthday. {hero} counted them on {his} fingers.
        """),
      Beat(
        """
        - {Day}, {he} went to the shop. {sky} In the window lay {dream}. It cost {many} coins. {hero} had only {few}.
        - {He} took all {his} money, {few} coins, and went to {helper}. "How much is {dream}?" {asked} {hero}. "{Many}
          coins," {said} {helper}. {hero} was {rest} coins short.
        - {hero} looked into {his} money box. There were {few} coins in it. But {dream} cost {many} coins.
        """),
      Beat(
        """
        - {He} went out again and was {sad}. "I can not buy anything," {he} said.
        - "Then I have nothing to give," {said} {hero}. {He} sat down on the steps.
        - On the way home {he} kicked the leaves and thought and thought.
        """),
      Beat(
        """
        - {Helper} saw {him}. "Why do you look so sad?" {asked} {helper}. {hero} told the whole story. "The best
          presents do not come from a shop," {said} {helper}. "What does {elder.he} like most?"
        - "What does {elder} really like?" {he} asked {himself}.
        - Then {he} remembered something that {elder} had once said: "{hint}"
        """),
      Beat(
        """
        - {hero} jumped up. "{hint.yes}" {he} said. {He} {make}.
        - That was it! {hero} ran home, closed the door, and {make}.
        - "I know what to do!" {called} {hero}. All evening {he} {make}.
        """),
      Beat(
        chance: 0.6,
        """
        - {hitch} But {hero} did not give up, and {by morning} it was done.
        - It was not easy. {hitch} {He} began again, and the second time it was good.
        - {hitch} "{Best.cap} takes time," {he} said, and went on.
        """),
      Beat(
        """
        - On the birthday, {hero} put it on the table. "It is not from a shop," {he} said in a small voice.
        - "Happy birthday!" {called} {hero}. {His} hands shook a little when {he} gave it to {elder}.
        - In the morning there was a parcel beside the plate of {elder}. {hero} stood behind the door and watched.
        """),
      Beat(
        """
        - {Elder} opened it and was silent. Then {elder.he} said, "This is {present}. Nobody has ever given me anything
          so {pretty}."
        - {Elder} looked at {present} for a long time, and {elder.his} eyes were wet. "You made this for me?"
          {elder.he} {asked}.
        - "{Present}!" {called} {elder}, and took {hero} in {elder.his} arms.
        """),
      Beat(
        """
        - {keep}
        - {keep} And {hero} still had {few} coins in {his} pocket.
        - {hero} learned that a gift from the heart costs nothing. {keep}
        """),
    ])

  private static let gifts: [Frame] = [
    [
      "dream": "a silver comb", "hint": "I like to hear your songs.", "hint.yes": "I will write a song!",
      "make": "wrote a song with three verses", "hitch": "No word would rhyme with the one before.",
      "present": "a song about our house", "keep": "They sang it every year.", "by morning": "by morning",
      "best.cap": "a good song",
    ],
    [
      "dream": "a warm blue shawl", "hint": "My hands get cold in winter.", "hint.yes": "I will knit something warm!",
      "make": "knitted a pair of mittens", "hitch": "One mitten came out much bigger than the other.",
      "present": "a pair of red mittens", "keep": "{Elder} wore them until spring.", "by morning": "by midnight",
      "best.cap": "good work",
    ],
    [
      "dream": "a painted vase", "hint": "I miss the sea.", "hint.yes": "I will paint the sea!",
      "make": "painted waves and ships on a big sheet of paper", "hitch": "A drop of blue fell on the sun.",
      "present": "a picture of the sea", "keep": "The picture hung over the table for many years.",
      "by morning": "by morning", "best.cap": "a good picture",
    ],
    [
      "dream": "a box of fine cookies", "hint": "I never have breakfast in bed.", "hint.yes": "I will make breakfast!",
      "make": "baked little breads in the shape of stars", "hitch": "The first ones came out as black as coal.",
      "present": "a breakfast fit for a queen and a king",
      "keep": "They ate it together, and there were crumbs in the bed for a week.", "by morning": "by sunrise",
      "best.cap": "good bread",
    ],
    [
      "dream": "a book with a golden cover", "hint": "I like stories best of all.", "hint.yes": "I will make a book!",
      "make": "wrote a story and drew a picture for every page", "hitch": "The ink ran over the first page.",
      "present": "a book about the two of us", "keep": "{Elder} read it aloud every evening.",
      "by morning": "by bedtime", "best.cap": "a good story",
    ],
    [
      "dream": "a music box", "hint": "The garden is so empty now.", "hint.yes": "I will fill the garden!",
      "make": "dug up the bed by the door and planted bulbs in it",
      "hitch": "A hen came and scratched them all out again.", "present": "a garden full of tulips",
      "keep": "Each spring the flowers came back.", "by morning": "by evening", "best.cap": "a good garden",
    ],
  ]
}
