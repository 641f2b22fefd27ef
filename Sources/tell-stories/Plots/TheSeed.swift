extension Plot {
  /// A seed needs water, light and waiting.
  static let theSeed = Plot(
    name: "the seed",
    cast: [.hero, .elder],
    draws: person + [seeds, dangers],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {hero} found a {seed} in {his} pocket. "What is this?" {he} {asked}. "That is a seed," {said} {elder}.
          "There is {a plant} asleep inside."
        - {Day}, {elder} gave {him} a {seed}. "Look after it well," {said} {elder}, "and one day it will be {a plant}."
        - {Day}, a bird dropped a {seed} on the window sill. {hero} showed it to {elder}. "If you plant it, you will
          get {a plant}," {said} {elder}.
        """),
      Beat(
        """
        - {hero} dug a hole with {his} [hands|spoon|little spade], put the seed in, and covered it with earth.
        - So {hero} filled a pot with dark earth and pushed the seed in with one finger.
        - {hero} looked for a sunny place {by the wall}. There {he} put the seed into the ground.
        """),
      Beat(
        """
        - "Grow!" {said} {hero}. But nothing happened.
        - {He} sat down in front of it and waited. An hour went by. Nothing happened.
        - The next morning {he} ran out to look. There was only brown earth.
        """),
      Beat(
        """
        - "Maybe it is broken," {said} {hero}. "No," {said} {elder}. "A seed has its own clock. It needs water, light
          and time."
        - "How long does it take?" {asked} {hero}. "Longer than a minute and shorter than a year," {said} {elder}.
        - {hero} wanted to dig it up again. "Wait," {said} {elder}. "The best things can not be hurried."
        """),
      Beat(
        """
        - So {hero} gave it water every morning. [Three|Five|Seven] days went by, and then [eight|nine|ten].
        - Each day {he} brought a cup of water. On Monday there was nothing. On Tuesday there was nothing. On Wednesday
          there was nothing at all.
        - {hero} watered the seed and sang to it. {He} counted the days: one, two, three, four, five, six.
        """),
      Beat(
        """
        - Then, one morning, there was a tiny green tip. "It is awake!" {called} {hero}.
        - And then {he} saw something green, no bigger than a pin. {hero} danced around it.
        - On the [eleventh|twelfth] day the earth had a crack, and in the crack was a green leaf. {hero} was so {happy}
          that {he} forgot to eat breakfast.
        """),
      Beat(
        chance: 0.75,
        """
        - But {danger}. "My poor plant!" {said} {hero}. {guard}
        - When the plant was as tall as {his} hand, {danger}. {guard}
        - Then came trouble: {danger}. {hero} did not think long. {guard}
        """),
      Beat(
        """
        - The plant grew up to {his} knees, then to {his} nose. At the end of summer {fruit}.
        - Week after week it grew. {At last} {fruit}.
        - Spring turned into summer, and {fruit}.
        """),
      Beat(
        """
        - "You waited well," {said} {elder}. {gift}
        - {gift} "All this from one little seed," {said} {hero}.
        - {hero} was {proud}. {gift}
        """),
      Beat(
        """
        - {He} kept [one|two|three] of the new seeds in a box, for next year.
        - {hero} learned that good things grow {slowly.only}.
        - And {from then on}, when somebody was in a hurry, {hero} said, "Think of the seed."
        """),
    ])

  private static let seeds: [Frame] = [
    [
      "seed": "[round|flat|striped] seed", "plant": "sunflower", "by the wall": "by the wall", "slowly.only": "slowly",
      "fruit": "a yellow flower opened, as big as a plate", "gift": "The birds came and ate from it all autumn.",
    ],
    [
      "seed": "[small|white|shiny] seed", "plant": "pumpkin", "by the wall": "behind the shed",
      "slowly.only": "in their own time", "fruit": "an orange pumpkin lay there, so big that nobody could lift it",
      "gift": "They made soup from it for the whole street.",
    ],
    [
      "seed": "[black|wrinkled|tiny] seed", "plant": "melon", "by the wall": "near the fence",
      "slowly.only": "one day at a time", "fruit": "there was a round green melon under the leaves",
      "gift": "{hero} cut it into ten slices and gave nine of them away.",
    ],
    [
      "seed": "[brown|smooth|long] seed", "plant": "bean", "by the wall": "beside a pole", "slowly.only": "slowly",
      "fruit": "long green beans hung down from the pole", "gift": "{hero} and {elder} cooked a big pot of beans.",
    ],
    [
      "seed": "[pale|pointed|little] seed", "plant": "tomato", "by the wall": "under the kitchen window",
      "slowly.only": "when you care for them", "fruit": "there were red tomatoes, warm from the sun",
      "gift": "{hero} ate the first one and gave the second one to {elder}.",
    ],
    [
      "seed": "[red|hard|strange] seed", "plant": "rose", "by the wall": "next to the front door",
      "slowly.only": "in silence", "fruit": "a red rose opened its petals",
      "gift": "Everyone who passed by stopped to smell it.",
    ],
  ]

  private static let dangers: [Frame] = [
    [
      "danger": "a strong wind bent the stem",
      "guard": "{He} tied it to a stick with a ribbon, and it stood straight again.",
    ],
    [
      "danger": "a fat snail wanted to eat the leaves",
      "guard": "{He} carried the snail to the far end of the garden and gave it some salad.",
    ],
    [
      "danger": "it did not rain for three weeks",
      "guard": "{He} carried water from the well, one bucket in the morning and one at night.",
    ],
    ["danger": "a night of frost came", "guard": "{He} put an old blanket over it and kept it warm."],
    [
      "danger": "the neighbor's goat came through the fence",
      "guard": "{He} mended the fence and gave the goat an apple instead.",
    ],
  ]
}
