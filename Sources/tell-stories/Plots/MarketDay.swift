extension Plot {
  /// A shopping list, a few coins, and somebody who needs one of them.
  static let marketDay = Plot(
    name: "market day",
    cast: [.hero, .elder, .worker],
    draws: [Traits.all, Places.homes, Weather.fair, Things.sums, lists, needs],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {elder} was busy. "Will you go to the market for me?" {elder.he} {asked}. "Yes, {elder.call}," {said}
          {hero}. {sky}
        - "You are big enough to go to the market alone," {said} {elder} {day}. {hero} was {proud}. {sky}
        - {sky} It was market day. {Elder} gave {hero} a basket and a list.
        """),
      Beat(
        """
        - "We need {buy1}, {buy2} and {buy3}," {said} {elder}, and gave {him} {many} coins.
        - {Elder} counted {many} coins into {his} hand. "Bring {buy1}, {buy2} and {buy3}," {elder.he} said.
        - On the list stood {buy1}, {buy2} and {buy3}. In the purse were {many} coins.
        """),
      Beat(
        """
        - "{Buy1}, {buy2}, {buy3}," {said} {hero} to {himself} all the way, so that {he} would not forget.
        - {He} made a song out of it: "{Buy1}, {buy2}, and {buy3} too!"
        - {hero} put the coins deep into {his} pocket and held them tight.
        """),
      Beat(
        """
        - The market was loud and full of color. {hero} bought {buy1} from {helper} and paid {few} coins. Now {he} had
          {rest} coins left.
        - At the first table {he} found {buy1}. "{Few} coins," {said} {helper}. {hero} paid, and {rest} coins were
          left.
        - {Helper} sold {him} {buy1} for {few} coins. "{Many} take away {few} makes {rest}," {said} {hero}. "You can
          count well," {said} {helper}.
        """),
      Beat(
        """
        - Then {he} smelled fresh cookies. {He} wanted one so much! But the coins were not {hers}, and {he} walked on.
        - A man was selling red balloons. {hero} stopped and looked. Then {he} remembered the list and went on.
        - There was a puppet show, and {hero} watched until the end. Then the clock struck. {He} had to hurry!
        """),
      Beat(
        """
        - At the corner {he} saw {needy}. "{plea}"
        - Beside the well stood {needy}. "{plea}"
        """),
      Beat(
        """
        - {hero} looked into {his} basket and thought of what {elder} would do. {help}
        - {hero} did not think twice. {help}
        - It was late, and the basket was heavy. But {hero} stopped. {help}
        """),
      Beat(
        """
        - "{thanks}"
        - {hero} {smiled}. "{thanks}"
        """),
      Beat(
        """
        - {Soon} {he} had {buy2} and {buy3} as well, and not one coin was left.
        - {He} bought {buy2} and {buy3} with the last coins and went home.
        - {hero} hurried to get {buy2} and {buy3}. The basket was full, and the purse was empty.
        """),
      Beat(
        """
        - "You are late," {said} {elder}. {hero} told {elder.him} why. {Elder} put the basket down and gave {him} a
          kiss. "Then you were just in time," {elder.he} said.
        - At home {elder} looked into the basket. "{Buy1}, {buy2}, {buy3}. Nothing is missing," {said} {elder}. "And
          something is there that was not on the list: a good deed."
        - {Elder} had waited at the gate. When {elder.he} heard the story, {elder.he} {smiled} and baked
          [six|eight|ten] cookies, just for {hero}.
        """),
      Beat(
        chance: 0.5,
        """
        - {From then on}, {hero} went to the market every week.
        - {hero} learned that there is always time to be kind.
        - And the song about the list? The whole family sings it to this day.
        """),
    ])

  private static let lists: [Frame] = [
    ["buy*": "bread | milk | honey | plums"], ["buy*": "butter | carrots | a fish | salt"],
    ["buy*": "eggs | flour | apples | tea"], ["buy*": "cheese | onions | a candle | pears"],
    ["buy*": "potatoes | beans | a broom | grapes"], ["buy*": "rice | lemons | soap | thread"],
  ]

  private static let needs: [Frame] = [
    [
      "needy": "an old woman with two heavy bags",
      "plea": "My arms are so {tired},\" said the woman, \"and the hill is so steep.",
      "help": "{He} took one bag in each hand and carried them up the hill, step by step.",
      "thanks": "You have strong arms and a good heart,\" said the old woman. \"I wish you a good day.",
    ],
    [
      "needy": "a small child who was crying", "plea": "I can not find my mother,\" said the child. \"I am lost.",
      "help": "{He} took the child by the hand and asked at every table, until a young woman came running.",
      "thanks": "You found my child!\" {called} the woman. \"How can I thank you?",
    ],
    [
      "needy": "an old man who had dropped his nuts",
      "plea": "They have rolled everywhere,\" said the man, \"and my back does not bend anymore.",
      "help": "{He} crawled under the tables and picked up the nuts, one by one, until the bag was full.",
      "thanks": "Not one is missing,\" said the old man. \"You have good eyes.",
    ],
    [
      "needy": "a thin dog with a rope around its neck",
      "plea": "That dog belongs to nobody,\" said a seller. \"It has been here since the morning.",
      "help": "{He} loosened the rope and gave the dog some water from the well.",
      "thanks": "Look how it wags its tail,\" said the seller. \"I will keep it, and it shall watch my table.",
    ],
    [
      "needy": "a blind man with a violin",
      "plea": "Is the bridge to the left or to the right?\" {asked} the man. \"Everything sounds the same today.",
      "help": "{He} gave him {his} arm and led him across the bridge, around each hole.",
      "thanks": "For you I will play my best song,\" said the man, and the violin sang. \"It is called the good guide.",
    ],
  ]
}
