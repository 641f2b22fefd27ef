extension Plot {
  /// A fast one boasts, a slow one keeps going, and something on the way decides.
  static let theRace = Plot(
    name: "the race",
    cast: [.animal, Role(name: "friend", kind: .animal)],
    draws: setting + [turns],
    beats: [
      Beat(
        """
        - {hero.full} was the fastest runner in {home.land}. {He} told everyone about it.
        - There was once {a hero.kind} named {hero} who could run like the wind. "Nobody is faster than I am," {he}
          said each morning.
        - {hero} was {a hero.kind} with quick legs and a loud voice. "I always win," {he} liked to say.
        """),
      Beat(
        """
        - {friend.full} was not fast, but {friend.he} never gave up.
        - In the same land lived {friend}, {friend.what} with short legs and a good heart.
        - {friend}, {friend.what}, walked slowly and looked at everything on the way.
        """),
      Beat(
        """
        - {Day}, {hero} laughed at {friend}. "You are as slow as a stone!" {he} said. "Then let us race," {said}
          {friend}. "From here to {place}."
        - "Race with me," {said} {hero}, "if you dare." {friend} thought for a moment. "All right," {friend.he} said.
          "To {place} and back."
        - {Day}, there was a big race to {place}. {hero} came, and {friend} came too. "What are you doing here?"
          {asked} {hero}. "I want to try," {said} {friend}.
        """),
      Beat(
        """
        - Everybody came to watch. "One, two, three, go!" {called} the [old owl|gray goose|wise toad].
        - {sky} The [old owl|gray goose|wise toad] blew a horn, and the race began.
        - They stood side by side. A flag went down, and off they went.
        """),
      Beat(
        """
        - {hero} was soon far ahead. {He} looked back and saw nobody. {turn}
        - Like an arrow {hero} flew along the road. {turn}
        - {hero} ran so fast that the dust rose up behind {him}. {turn}
        """),
      Beat(
        """
        - {friend} did not hurry and did not stop. One step, and one more step, and one more.
        - Far behind, {friend} {walked} on. "Step by step," {friend.he} said.
        - "I can do it," {said} {friend}, and kept the same pace all the way.
        """),
      Beat("- {meeting}"),
      Beat(
        """
        - {finish} Everyone cheered.
        - {finish} The whole crowd clapped and called out.
        - {finish} Nobody could believe it.
        """),
      Beat(
        """
        - "{word}" {said} {hero}. {friend} {smiled}. "We can run together tomorrow," {friend.he} said.
        - {hero} hung {his} head. "{word}" {he} said. "Let us be friends," {said} {friend}.
        - "{word}" {said} {hero}, and {he} meant it.
        """),
      Beat(
        """
        - {From then on}, {hero} did not laugh at slow friends.
        - So {hero} learned that {lesson}.
        - And that is how {friend.full} taught {hero} that {lesson}.
        """),
    ])

  private static let turns: [Frame] = [
    [
      "home.land": "the green valley", "turn": "\"I have time for a little nap,\" {he} said, and lay down {spot1}.",
      "meeting": "When {hero} woke up, the sun was low. {He} jumped to {his} feet and ran, but it was too late.",
      "finish": "There was {friend}, just crossing the line.", "word": "I slept while you walked.",
      "lesson": "slow and steady wins the race",
    ],
    [
      "home.land": "the whole forest",
      "turn": "But {he} looked back so often that {he} did not see the mud and fell in with a splash.",
      "meeting": """
      {friend} came by and saw {hero} in the mud. {Friend.he} could have walked on, but {friend.he} stopped. "Take
      this stick," {said} {friend}, and pulled {him} out.
      """,
      "finish": "They crossed the line side by side, and both of them won.",
      "word": "You helped me when I had laughed at you.", "lesson": "a kind heart is better than quick feet",
    ],
    [
      "home.land": "the land of hills",
      "turn": "{In place} there was a table with cakes, and {he} stopped to eat. {He} ate one, and two, and five.",
      "meeting": "Then {his} belly was so full that {he} could hardly move. {friend} walked past the cakes with a nod.",
      "finish": "{friend} reached the line first, and {hero} came much later with a hand on {his} belly.",
      "word": "I ate the race away.", "lesson": "work comes first and cake comes after",
    ],
    [
      "home.land": "all the meadows",
      "turn": "{He} was so sure of the way that {he} did not read the signs, and {he} took the wrong road.",
      "meeting": """
      {friend} read every sign. "Left at the bridge, right at the oak," {friend.he} said, and {walked} on.
      """,
      "finish": "{friend} was at the line for a long time before {hero} came from the wrong side.",
      "word": "I was fast, but I was fast on the wrong road.", "lesson": "it is better to look than to rush",
    ],
    [
      "home.land": "the wide fields",
      "turn": "Halfway there, a small bird lay on the road and could not fly. {hero} jumped over it and ran on.",
      "meeting": """
      {friend} stopped and put the bird on {friend.his} back. "Hold on," {said} {friend}. The bird knew a short way
      through the hedge and showed it to {friend}.
      """,
      "finish": "{friend} and the bird came to the line first.",
      "word": "I did not have time for the bird, and so I lost.", "lesson": "those who help are helped in turn",
    ],
  ]
}
