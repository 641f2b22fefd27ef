extension Plot {
  /// Something dear is lost, looked for in two wrong places, and found by thinking back.
  static let lostThing = Plot(
    name: "lost thing",
    cast: [.hero, .friend],
    draws: setting + [Things.toys, reasons],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {He} had {a thing} and took it everywhere.
        - More than anything, {he} loved {his} {thing}.
        - For {his} birthday {he} had got {a thing}, and {he} was very proud of it.
        - {His} {thing} was {his} best treasure.
        - {hero} owned only one treasure, {a thing}, but {he} loved it dearly.
        """),
      Beat(
        """
        - {go out} {He} had the {thing} with {him}.
        - {go out} Of course, the {it} came too.
        - {Day}, {hero} took the {thing} to {place}. {sky}
        """),
      Beat(chance: 0.5, "- {see around}"),
      Beat(
        """
        - {Soon} {he} {put down}. When {he} wanted to go home, the {it} was gone!
        - {He} {put down}. But later, when {he} thought of the {it}, it was nowhere to be seen.
        - {Suddenly} {hero} stopped. Where was the {it}? It was not there anymore!
        """),
      Beat(
        """
        - "Oh no!" {called} {hero}. "My {it} is lost!"
        - {hero} {cried}. "I have lost my {thing}," {he} said.
        - {hero} felt {sad}. "Where can it be?" {he} {asked}.
        """),
      Beat(
        """
        - Just then {a friend.kind} named {friend} came along. "What is wrong?" {asked} {friend}. "I can not find my
          {it}," {said} {hero}. "I will help you look," {said} {friend}.
        - {friend.full} heard {him}. "Do not cry," {said} {friend}. "Two can look better than one."
        - {A friend.kind} called {friend} was playing near by. "Can you help me?" {asked} {hero}. "I have lost my
          {it}." "Of course," {said} {friend}. "Let us look together."
        """),
      Beat(
        """
        - They looked {spot1}, but there was nothing. They looked {spot2}, but there was only [dust|an old leaf|a
          sleeping cat].
        - First they looked {spot1}. No {it}. Then they looked {spot2}. No {it} there.
        - {hero} looked {spot1}, and {friend} looked {spot2}. Neither of them saw the {it}.
        """),
      Beat(
        """
        - Then {friend} had an idea. "Think back," {friend.he} said. "What did you do before?" {hero} closed {his}
          eyes. "I {remember}," {he} said. "I was {spot3}!"
        - "Where were you when you had it last?" {asked} {friend}. {hero} thought hard. "I {remember}," {he} {said}.
          "That was {spot3}."
        - {hero} sat down and thought about the whole day. "Wait," {he} said. "I {remember}. It was {spot3}!"
        """),
      Beat(
        """
        - They ran there, and {there it was}. {hero} picked up the {it} and held it tight.
        - They went back, and {spot3} {there it was}! {hero} jumped for joy.
        - And really, {there it was}. "My {it}!" {called} {hero}.
        """),
      Beat(
        """
        - "Thank you, {friend}," {said} {hero}. "Without you I would never have found it." Then they played with the
          {it} together until the sun went down.
        - {hero} was so {happy} that {he} let {friend} play with the {it} all afternoon.
        - "You are a true friend," {said} {hero}. {friend} {smiled}. "Next time, put it in your pocket," {friend.he}
          said.
        """),
      Beat(
        """
        - {From then on}, {hero} always looked after {his} things.
        - And {hero} learned that it helps to stop and think.
        - {hero} never {left} again.
        - {home again} The {it} lay beside {him}.
        """),
    ])

  private static let reasons: [Frame] = [
    [
      "put down": "put the {it} on the ground to tie {his} shoe", "remember": "put it down to tie my shoe",
      "there it was": "there lay the {thing} in the grass", "left": "left anything on the ground",
    ],
    [
      "put down": "put the {it} down to eat a plum", "remember": "put it down to eat a plum",
      "there it was": "there was the {thing}, next to the plum stone", "left": "forgot {his} things while eating",
    ],
    [
      "put down": "put the {it} aside to chase a butterfly", "remember": "put it aside to chase a butterfly",
      "there it was": "there was the {thing}, with the butterfly sitting on it",
      "left": "ran after a butterfly so fast",
    ],
    [
      "put down": "hid the {it} while playing hide and seek", "remember": "hid it so that nobody could find it",
      "there it was": "there was the {thing}, very well hidden", "left": "hid anything so well",
    ],
    [
      "put down": "laid the {it} down to take a nap", "remember": "took a nap",
      "there it was": "there was the {thing}, still dreaming in the shade", "left": "went to sleep without {his} {it}",
    ],
    [
      "put down": "set the {it} down to wash {his} hands", "remember": "washed my hands",
      "there it was": "there stood the {thing}, safe and clean", "left": "walked away without looking back",
    ],
  ]
}
