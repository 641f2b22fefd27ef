extension Plot {
  /// Somebody goes too far, loses the way, and finds it by signs.
  static let wayHome = Plot(
    name: "the way home",
    cast: [.hero, .elder],
    draws: person + [lures, guides],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - "Do not go farther than {border}," {said} {elder}. "I promise," {said} {hero}.
        - {Elder} had one rule: nobody was to go past {border} alone.
        - {hero} was allowed to play outside, but only as far as {border}.
        """),
      Beat(
        """
        - {Day}, {hero} was playing near {border}. {sky} Then {he} saw {lure}.
        - {Day}, {he} went out to play. {Suddenly} there was {lure}.
        - {sky} {hero} sat near {border}. What was that? It was {lure}!
        """),
      Beat(
        """
        - {hero} forgot what {he} had promised. {He} followed it, farther and farther.
        - "Only a few steps," {thought} {hero}. But a few steps became many.
        - It went on, and {hero} went after it, past {border} and down the hill and over a stream.
        """),
      Beat(
        """
        - {lost.it} {hero} looked around. Nothing looked the way it should.
        - {lost.it} And when {he} turned around, {he} did not know where {he} was.
        - {lost.it} Only then did {hero} see how dark it had become.
        """),
      Beat(
        """
        - "Hello?" {called} {hero}. Nobody answered. {He} was {scared}.
        - {hero} {cried}. "I want to go home," {he} said.
        - {He} ran to the left, and then to the right. All the trees looked the same.
        """),
      Beat(
        """
        - Then {he} remembered what {elder} had said: "{rule}"
        - "Sit down and think," {he} told {himself}. {Elder} had once said, "{rule}"
        - {hero} wiped {his} eyes. What would {elder} do? "{rule}" {elder.he} always said.
        """),
      Beat("- {guide}"),
      Beat(
        """
        - After a long walk {he} saw a light. It was the lamp in the window of {his} own house!
        - Step by step {he} came closer to home. There was the fence, and there was the gate.
        - And there was {border} again, and behind it the road that {he} knew.
        """),
      Beat(
        """
        - {Elder} stood in the door. "There you are!" {called} {elder}, and held {him} tight. "I was so {worried}."
        - "{hero}!" {called} {elder}, who had been looking for {him} everywhere.
        - {Elder} came running with a lantern and took {him} in {elder.his} arms.
        """),
      Beat(
        """
        - "I am {sorry}," {said} {hero}. "I broke my promise." "I am glad that you kept your head," {said} {elder}.
        - "I went too far," {said} {hero}. {Elder} gave {him} warm milk. "Tomorrow we will go there together,"
          {elder.he} said.
        - {hero} told {elder} everything. "A promise is like a fence," {said} {elder}. "It is there to keep you safe."
        """),
      Beat(
        """
        - {From then on}, {hero} turned around at {border}.
        - {hero} never forgot that evening, and {he} never forgot {his} promise again.
        - And the next day the two of them went past {border}, hand in hand.
        """),
    ])

  private static let lures: [Frame] = [
    [
      "border": "the old bridge", "lure": "a blue butterfly",
      "lost.it": "Then the butterfly flew up over the trees and was gone.",
    ],
    [
      "border": "the white stone", "lure": "a fox with a white tail",
      "lost.it": "Then the fox slipped into a hole and did not come back.",
    ],
    [
      "border": "the big oak", "lure": "a red balloon that floated by",
      "lost.it": "Then the balloon rose up into the clouds.",
    ],
    [
      "border": "the last fence", "lure": "a line of ants that carried crumbs",
      "lost.it": "Then the ants went under a root, one by one.",
    ],
    ["border": "the mill", "lure": "a paper boat on the stream", "lost.it": "Then the boat went under the water."],
    [
      "border": "the garden gate", "lure": "a hare with long ears",
      "lost.it": "Then the hare made three jumps and was gone.",
    ],
    [
      "border": "the crossroads", "lure": "a cart full of hay with music on it",
      "lost.it": "Then the cart turned a corner, and the music stopped.",
    ],
  ]

  private static let guides: [Frame] = [
    [
      "rule": "The stream flows past our house.",
      "guide": "{hero} listened. Far away {he} heard water. {He} followed the stream the way the water ran.",
    ],
    [
      "rule": "The sun goes down behind our hill.",
      "guide": "{hero} looked for the red light in the sky. That was the way to the hill, and {he} walked toward it.",
    ],
    [
      "rule": "Moss grows on the north side of the trees.",
      "guide": """
      {hero} felt the trees with {his} hands. The moss was on one side only. Now {he} knew where north was, and home
      was south.
      """,
    ],
    [
      "rule": "Look for the star above the chimney.",
      "guide": """
      {hero} waited until the first star came out. It was small and white, and it stood above home. {He} kept it in
      front of {him}.
      """,
    ],
    [
      "rule": "When you are lost, look at the ground.",
      "guide": """
      {hero} looked down and saw {his} own footprints in the mud. {He} put {his} feet into them, one after the
      other, all the way back.
      """,
    ],
    [
      "rule": "The bell rings every hour.",
      "guide": """
      {hero} sat still and waited. Then {he} heard it, ding, dong, from behind the trees. {He} walked toward the
      sound, and when it stopped {he} waited for the next.
      """,
    ],
    [
      "rule": "Ask somebody who lives there.",
      "guide": """
      In a tree sat an owl. "Which way is the village?" {asked} {hero}. "Two hills that way," said the owl, "and I
      will fly ahead of you."
      """,
    ],
  ]
}
