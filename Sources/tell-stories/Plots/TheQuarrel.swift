extension Plot {
  /// Two want the same thing, it breaks between them, and they find a way to both have it.
  static let theQuarrel = Plot(
    name: "the quarrel",
    cast: [.hero, .friend, .elder],
    draws: setting + [Things.toys, quarrels],
    beats: [
      Beat("- {meet hero} {meet friend}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, they found {a thing} {spot1}. {sky} It belonged to nobody.
        - {Day}, the two were {in place}. {sky} {Spot1} they saw {a thing}.
        - {Elder} gave them {a thing} {day}. "It is for both of you," {elder.he} said.
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - "I saw it first!" {called} {hero}. "No, I did!" {called} {friend}.
        - "It is mine!" {said} {hero}. "It is mine!" {said} {friend}.
        - {hero} took hold of the {it}. {friend} took hold of it too. "Let go!" they both {called}.
        """),
      Beat(
        """
        - {hero} pulled to one side, and {friend} pulled to the other. {break}
        - They pulled and they pulled. {break}
        - Nobody wanted to let go. {break}
        """),
      Beat(
        """
        - "That is your fault!" {said} {hero}. "I never want to play with you again!" {said} {friend}. {hero} went
          left, and {friend} went right.
        - They looked at it and were silent. Then each of them said, "You did that!" and walked away.
        - "Look what you have done," {said} {friend}. {hero} turned {his} back.
        """),
      Beat(
        """
        - At home {hero} sat at the window. It was boring without {friend}. Nobody laughed about {his} jokes.
        - {hero} tried to play alone, but {alone}.
        - The afternoon was long and gray. {hero} missed {friend}, though {he} did not want to say so.
        """),
      Beat(
        """
        - "What happened?" {asked} {elder}. {hero} told the story. "And what is worth more," {asked} {elder}, "the {it}
          or the friend?"
        - "You can be right and alone," {said} {elder}, "or you can share and be together."
        - {Elder} looked at {him}. "Who will be the first to say sorry?" {elder.he} {asked}. "The first one is the
          braver one."
        """),
      Beat(
        """
        - {hero} did not think long. {He} ran out, and in the middle of the road {he} met {friend}, who was running
          too. "I am sorry!" they both said at the same time.
        - So {hero} went to {friend}'s house and knocked. "I am {sorry}," {he} said. "I am sorry too," {said} {friend}.
        - {He} went to look for {friend} and found {friend.him} {spot2}. "I miss you," {said} {hero}. "I miss you too,"
          {said} {friend}.
        """),
      Beat(
        """
        - Together they {repair}. "And now?" {asked} {friend}. "{deal}" {said} {hero}.
        - They fetched what they needed and {repair}. "{deal}" {said} {friend}.
        - First they {repair}. Then they made a rule. "{deal}" they said, and shook hands on it.
        """),
      Beat(
        """
        - {hug} The {it} was not as good as new, but their friendship was.
        - So the {it} had two owners, and both of them were {happy}.
        - They never quarreled about the {it} again.
        - {hero} learned that half of a thing and a whole friend is better than the other way around.
        """),
    ])

  private static let quarrels: [Frame] = [
    [
      "break": "Then there was a crack, and a piece of it came off.", "alone": "it is hard to play hide and seek alone",
      "repair": "put the piece back where it belonged", "deal": "You have it on even days, and I have it on odd days.",
    ],
    [
      "break": "Suddenly it flew out of their hands and landed in the mud.", "alone": "every game needs two",
      "repair": "washed off the mud and dried it in the sun", "deal": "I play until the bell rings, and then you do.",
    ],
    [
      "break": "With a loud snap it came apart.", "alone": "{he} won every game, and that was no fun",
      "repair": "tied the pieces together with a blue string", "deal": "We play with it together or not at all.",
    ],
    [
      "break": "Then both of them fell down, right on top of it, and it was as flat as a pancake.",
      "alone": "there was nobody to talk to", "repair": "bent it back into its shape",
      "deal": "It can live one week with you and one week with me.",
    ],
  ]
}
