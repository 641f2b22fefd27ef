extension Plot {
  /// Things are gathered, counted, given away and counted again; the sums are right.
  static let countingDay = Plot(
    name: "the counting day",
    cast: [.hero, .friend, .elder],
    draws: setting + [Things.countables, Things.sums, mishaps],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {go out} {He} had a basket, for {he} wanted to gather {items}.
        - {Day}, {elder} said, "If you bring me {many} {items}, we can make {use}." {hero} took a basket and went to
          {place}. {sky}
        - {Day}, {hero} wanted to make {use} for {elder}. For that {he} needed {many} {items}. {sky}
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - {He} took one {item} from {from}, then two, then three. {Soon} {he} had {few} {items}.
        - {Spot1} {he} {found} {few} {items}. That was a good beginning.
        - {hero} counted aloud, and when {he} came to {few}, {he} sang a little song.
        """),
      Beat(
        """
        - {Spot2} {he} {found} {rest} more. {Few} and {rest} made {many}.
        - Then {he} {found} {rest} more {spot2}. "{Few} and {rest} is {many}," {said} {hero}.
        - There were {rest} more {spot2}, and so {he} had {many} in all.
        """),
      Beat(
        """
        - On the way home {he} met {friend}, {friend.what}, who had none. "{want}" {said} {friend}.
        - {A friend.kind} named {friend} was sitting {spot3} and was {sad}. "{want}" {said} {friend}.
        """),
      Beat(
        """
        - {hero} looked into the basket. {He} had {many}. {He} gave {rest} of them to {friend}, and {few} were left.
        - "Take {rest} of mine," {said} {hero}. {Many} take away {rest} is {few}. Now there were only {few} {items} in
          the basket.
        - Without a word, {hero} counted {rest} {items} into {friend}'s hands. {Few} remained.
        """),
      Beat(
        """
        - "Now you do not have enough," {said} {friend}. "I have enough to be {happy}," {said} {hero}.
        - "Why do you do that?" {asked} {friend}. "Because I can count," {said} {hero}, "and I count you too."
        - {friend}'s face shone. "I know a place with more {items}," {friend.he} said.
        """),
      Beat(
        """
        - So they went on together. {Spot4} they {found} {double} {items}, more than they could carry.
        - Together they went back and looked {spot4}. Four eyes see more than two: there lay {more} {items}!
        """),
      Beat(
        chance: 0.5,
        """
        - {mishap}
        - {mishap} They both {laughed}.
        """),
      Beat(
        """
        - At home {elder} made {use} with them. {friend} got the first piece, and {hero} got the second.
        - "So many!" {said} {elder}. They made {use}, and it was bigger than planned.
        - That evening {elder} helped them to make {use}. "How many did you use?" {asked} {friend}. "All of them,"
          {said} {elder}, "and one bit of kindness."
        """),
      Beat(
        """
        - {hero} learned that some things grow when you give them away.
        - "Tomorrow we count the stars," {said} {hero}.
        - {home again}
        """),
    ])

  private static let mishaps: [Frame] = [
    [
      "want": "I wanted to bring some home, and I found nothing.",
      "mishap": "A squirrel took one of them and ran up a tree.",
    ],
    [
      "want": "I had some, but I fell down and lost them all.",
      "mishap": "On the bridge the basket tipped, and one fell into the water. Plop!",
    ],
    [
      "want": "My little sister is sick, and I wanted to give her some.",
      "mishap": "A goat put its nose into the basket and had to be chased away.",
    ],
    [
      "want": "I can not reach them. My arms are too short.",
      "mishap": "They counted them twice, and each time they got another number.",
    ],
  ]
}
