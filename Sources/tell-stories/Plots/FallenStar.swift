extension Plot {
  /// Something bright from the sky needs to get home before the morning.
  static let fallenStar = Plot(
    name: "the fallen star",
    cast: [.hero, .friend],
    draws: [Traits.all, Places.homes, Places.outdoors, lights, ways],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - One night {he} could not sleep. {He} looked out of the window and saw {a light} fall from the sky.
        - One clear night, {hero} sat on the roof and counted the stars. One of them moved. It was {a light}, and it
          was falling!
        - It was late, and the whole house slept. Only {hero} was awake, and so only {he} saw {a light} fall down
          behind {place}.
        """),
      Beat(
        """
        - {He} put on {his} coat and crept out of the house. {In place}, {spot1}, something was glowing.
        - {hero} took a lantern and {ran} to {place}. {Spot1} lay a small bright thing.
        - {Quickly}, {he} ran to {place}. {Spot1} {he} saw a soft light.
        """),
      Beat(
        """
        - "Who are you?" {asked} {hero}. "I am {a light}," it {said}. "{fell}"
        - "Do not step on me," said a thin voice. It was {a light}, no bigger than a plum. "{fell}" it said.
        - It was {a light}, and it was crying sparks. "{fell}" it said.
        """),
      Beat(
        """
        - "I must be back in the sky before the sun comes up," {said} the {light}, "or my light will go out."
        - "When the morning comes, I will be only a gray stone," {said} the {light}. "Can you help me?"
        - "My family is waiting for me up there," {said} the {light}. It was already a little paler than before.
        """),
      Beat(
        """
        - {hero} put it in {his} hat, where it glowed like a lamp, and ran to {friend}, a wise {friend.kind}.
        - {hero} woke up {friend}, {a friend.kind} who knew all about the sky. "We have to hurry," {said} {friend}.
        - "I know somebody who can help," {said} {hero}. It was {friend}, {a friend.kind} who never slept before
          midnight.
        """),
      Beat(
        """
        - First they climbed on the highest roof and threw it up. It came down again. Then {friend} had an idea.
        - "The sky is too high for a ladder," {said} {friend}. They thought and thought, while the {light} grew dim.
        - "How do things go up?" {asked} {hero}. "Smoke goes up," {said} {friend}. "Birds go up. Kites go up."
        """),
      Beat(
        """
        - {way} Slowly it rose above the roofs.
        - {way} The {light} began to shine again.
        - {way} They held their breath and watched.
        """),
      Beat(
        """
        - "Thank you!" {called} the {light}. Higher and higher it went, until it was only a point among the others.
        - Just as the sky turned pink, the {light} reached its place. It blinked three times.
        - Up and up it went, past the clouds and past the moon. Then it was home.
        """),
      Beat(
        """
        - {hero} waved until {his} arm was tired. In {his} hat there was still a little bit of light.
        - "Will we see it again?" {asked} {hero}. "Every night," {said} {friend}.
        - In the morning everyone wondered why {hero} fell asleep at breakfast.
        """),
      Beat(
        """
        - {From then on}, one star blinked three times whenever {hero} looked up.
        - And when {hero} could not sleep, {he} looked out of the window, and somebody up there looked back.
        - Since then {hero} was never alone in the dark.
        """),
    ])

  private static let lights: [Frame] = [
    ["light": "star", "fell": "I leaned out too far to look at the earth, and I fell."],
    ["light": "little star", "fell": "I was dancing with my sisters, and I slipped."],
    ["light": "moonbeam", "fell": "I slid down on a cloud, and the cloud blew away."],
    ["light": "spark of the sun", "fell": "I stayed awake too long, and the night caught me."],
    ["light": "young comet", "fell": "I flew too fast around a corner."],
  ]

  private static let ways: [Frame] = [
    ["way": "They tied it to the tail of a kite and ran against the wind."],
    ["way": "They asked the old owl, and the owl took it gently in its beak and spread its wings."],
    ["way": "They made a balloon out of silk and filled it with warm air from the oven."],
    ["way": "They lit a fire of dry leaves and let it ride on the smoke."],
    ["way": "They found the end of a rainbow made by the moon and set it on the lowest color."],
    ["way": "They put it on the tip of the tallest pine, bent the tree down with a rope, and let go."],
  ]
}
