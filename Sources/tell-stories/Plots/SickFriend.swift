extension Plot {
  /// A friend is ill; what helps is thought of, brought, and given back in time.
  static let sickFriend = Plot(
    name: "the sick friend",
    cast: [.hero, .friend],
    draws: person + [illnesses, cures],
    beats: [
      Beat("- {meet hero} {meet friend}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - They met every morning at the corner. But {day}, {friend} did not come. {sky}
        - {Day}, {hero} waited at the corner for {friend}. {sky} Five minutes went by, then ten.
        - {sky} {hero} knocked at {friend}'s door {day}, but nobody opened.
        """),
      Beat(
        """
        - {hero} went to look. {friend} lay in bed and {ill}. "{moan}" {said} {friend}.
        - "{friend} is sick today," said a voice from the window. {friend} {ill}. "{moan}" {friend.he} {said}.
        - Inside, {friend} sat under three blankets and {ill}. "{moan}" {friend.he} {said}.
        """),
      Beat(
        """
        - "What can I do?" {asked} {hero}. "Nothing," {said} {friend}. "It is so boring here."
        - {hero} wanted to help, but {he} was no doctor.
        - {hero} felt {sad}. Alone, {he} did not want to play.
        """),
      Beat(
        """
        - {He} went home and thought about it. "What makes me feel better when I am sick?" {he} asked {himself}.
        - On the way home {hero} made a list: something warm, something sweet, and something to laugh about.
        - Then {hero} had an idea, and {he} ran home.
        """),
      Beat(
        """
        - On the first day {he} brought {cure1}. On the second day {he} brought {cure2}. On the third day {he} brought
          {cure3}.
        - That afternoon {he} came back with {cure1} and {cure2}. The next day {he} brought {cure3}.
        - {He} packed a basket. In it were {cure1}, {cure2} and {cure3}.
        """),
      Beat(
        """
        - Best of all, {hero} sat by the bed and {entertain}.
        - Then {he} sat down and {entertain}. {friend} forgot {friend.his} pain for a while.
        - And when {friend} was too weak to talk, {hero} {entertain}.
        """),
      Beat(
        """
        - {friend} laughed for the first time in days. "I feel better already," {friend.he} said.
        - A little color came back into {friend}'s face. "Please come again tomorrow," {friend.he} said.
        - "You are better than any medicine," {said} {friend}.
        """),
      Beat(
        """
        - [Three|Four|Five|Six] days later, {friend} stood at the corner again, as well as ever.
        - After a week {friend} was well. They raced each other to the end of the street.
        - And one morning there was a knock at {his} door. It was {friend}, with red cheeks and a big smile.
        """),
      Beat(
        """
        - Then, in winter, {hero} got sick. And who sat by {his} bed with a basket? It was {friend}.
        - When {hero} caught a cold the next month, {friend} came with soup. "Now it is my turn," {friend.he} said.
        - "How can I thank you?" {asked} {friend}. "Just stay well," {said} {hero}.
        """),
      Beat(
        """
        - {hero} learned that a friend is the best medicine.
        - That is what friends are for.
        - {hug}
        - Good days are better with a friend, and bad days even more so.
        """),
    ])

  private static let illnesses: [Frame] = [
    ["ill": "coughed without a stop", "moan": "My throat burns like fire."],
    ["ill": "had a hot head", "moan": "Everything turns around me."],
    ["ill": "held a broken leg up on a pillow", "moan": "I must not walk for weeks."],
    ["ill": "had red spots all over", "moan": "It itches so much."],
    ["ill": "had a thick scarf around the head", "moan": "My tooth hurts terribly."],
    ["ill": "was as pale as the sheet", "moan": "My belly hurts."],
  ]

  private static let cures: [Frame] = [
    ["cure*": "hot soup | a jar of honey | a bunch of daisies", "entertain": "read aloud from a book about pirates"],
    [
      "cure*": "a pot of tea | an orange | a funny hat",
      "entertain": "played the whole day at school for {friend.him}, with all the voices",
    ],
    [
      "cure*": "a bowl of broth | two ripe pears | a snail in a glass", "entertain": "made shadow animals on the wall",
    ],
    [
      "cure*": "warm milk | a soft pillow | a paper bird",
      "entertain": "told {friend.him} what each cloud outside looked like",
    ],
    [
      "cure*": "chicken soup | grapes | a letter from all the others",
      "entertain": "played cards with {friend.him} and let {friend.him} win",
    ],
  ]
}
