extension Plot {
  /// A sly one praises a vain one to get what it wants; next time the vain one knows better.
  static let theFlatterer = Plot(
    name: "the flatterer",
    cast: [.animal, Role(name: "friend", kind: .animal)],
    draws: [Places.homes, Weather.fair, Places.outdoors, Things.treats, praises, lessons],
    beats: [
      Beat(
        """
        - {hero.full} had {treat}. {He} had worked for it all week.
        - Once {a hero.kind} named {hero} found {treat} {spot1}. What luck!
        - There was once {a hero.kind} named {hero}, who lived {home}. {Day}, {he} got {treat} as a present.
        """),
      Beat(
        """
        - {He} sat down {spot2} to eat it in peace. {sky}
        - {sky} {He} carried it to {place} and sat down {spot2}.
        - "I will eat it slowly," {said} {hero}, and looked for a quiet place {in place}.
        """),
      Beat(
        """
        - Along came {friend}, a sly {friend.kind}. {Friend.he} was hungry and did not like to work.
        - {friend.full} smelled {the treat} from far away. {Friend.he} licked {friend.his} lips and made a plan.
        - But {friend.full} was watching {him} with clever eyes.
        """),
      Beat(
        """
        - "Good day, {hero}," {said} {friend}. "{praise1}"
        - "Oh, {hero}!" {called} {friend}. "I have heard so much about you. {praise1}"
        - {friend} bowed low. "{praise1}" {friend.he} said.
        """),
      Beat(
        """
        - {hero} had never heard such a thing. {He} became warm and {proud}. "Really?" {he} {asked}.
        - {hero} blushed. "Do you think so?" {he} {asked}. "Everybody thinks so," {said} {friend}.
        - "That is true," {thought} {hero}. {He} stood up very straight.
        """),
      Beat(
        """
        - "{request}" {said} {friend}. So {hero} put {the treat} down and {act}.
        - "But I can not believe it until I see it," {said} {friend}. "{request}" {hero} laid {the treat} on a stone
          and {act}.
        """),
      Beat(
        """
        - When {he} looked again, {friend} was gone, and so was {the treat}.
        - Snap! {friend} took {the treat} and ran. From far away came a laugh.
        - And while {he} did that, {friend} ate {the treat} to the last crumb. "Thank you," {said} {friend}. "It tasted
          {taste}."
        """),
      Beat(
        """
        - {hero} sat there with an empty belly. "{insight}" {he} said.
        - {hero} was {angry}, but most of all at {himself}. "{insight}" {he} said.
        """),
      Beat(
        """
        - The next week {hero} had {treat} again, and {friend} came again. "{praise2}" {said} {friend}. {hero} {smiled}
          and {counter}
        - It did not take long, and {friend} came back. "{praise2}" {friend.he} said. But this time {hero} {counter}
        """),
      Beat(
        """
        - {friend} looked at {him} with big eyes. "I am really hungry," {friend.he} said in a small voice. "Why did you
          not say so at once?" {asked} {hero}, and broke {the treat} in two.
        - {friend} went away with an empty belly and a long face.
        - "You have learned something," {said} {friend}. "You were the teacher," {said} {hero}, "and a treat was the
          price."
        """),
      Beat(
        """
        - Sweet words are cheap, but they can cost a lot.
        - {hero} learned that those who praise too much often want something.
        - An honest word is better than ten sweet ones.
        """),
    ])

  private static let praises: [Frame] = [
    [
      "praise1": "Nobody in the land sings as well as you do.", "praise2": "Your song was so {pretty}. Sing again!",
      "request": "Please sing for me, with your eyes closed.", "act": "closed {his} eyes and sang",
    ],
    [
      "praise1": "You must be the best dancer in the world.", "praise2": "I dream of your dance. Dance again!",
      "request": "Will you turn around for me ten times?",
      "act": "turned around ten times, until everything was spinning",
    ],
    [
      "praise1": "They say that you can stand on your head longer than anyone.",
      "praise2": "Show me again how you stand on your head!", "request": "Would you show me how you do it?",
      "act": "stood on {his} head and counted to twenty",
    ],
    [
      "praise1": "What a strong voice you have! It must reach over the mountain.",
      "praise2": "Let the mountain answer you again!",
      "request": "Call once, and we will hear what the mountain answers.",
      "act": "climbed on a rock and called with all {his} might",
    ],
    [
      "praise1": "With such long jumps you could jump over the brook.", "praise2": "Jump again, you king of jumpers!",
      "request": "I would give anything to see that jump.", "act": "ran and jumped over the brook",
    ],
  ]

  private static let lessons: [Frame] = [
    ["insight": "I was fed with words, and I paid with my lunch.", "counter": "ate first and answered afterward."],
    ["insight": "My ears were so full that I forgot my eyes.", "counter": "held the food tight in both hands."],
    [
      "insight": "It was not me that was praised. It was my food.", "counter": "said, \"First tell me what you want.\"",
    ],
  ]
}
