extension Plot {
  /// Somebody cries for help in fun, twice; the third time it is true.
  static let falseAlarm = Plot(
    name: "the false alarm",
    cast: [.hero, .friend, .elder],
    draws: setting + [alarms],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {hero} had a job. Every day {he} had to {job}. It was boring.
        - That year {hero} was allowed to {job}. After three days {he} was bored.
        - "You must {job}," {said} {elder}, "and call us if anything happens." But nothing ever happened.
        """),
      Beat(
        """
        - {Day}, {he} wanted to have some fun. "{cry}" {he} {called}. "{cry}"
        - {sky} {hero} yawned. Then {he} had a bad idea. "{cry}" {he} {called} as loud as {he} could.
        - "I wonder what they will do," {thought} {hero}. {He} put {his} hands to {his} mouth. "{cry}"
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - Everyone came running, with sticks and buckets. {friend.full} came first. But there was no {danger}. {hero}
          {laughed}. "It was only a joke!" {he} said.
        - {Elder} came, and {friend}, {friend.what}, and all the neighbors. There was nothing to see. "You should see
          your faces!" {called} {hero}.
        - From all sides they ran to help. "Where is the {danger}?" {asked} {friend}, {friend.what}. "In my head,"
          {said} {hero}, and {laughed}.
        """),
      Beat(
        """
        - "That was not funny," {said} {friend}. They went back to their work.
        - "Do not do that again," {said} {elder}. "We left our work to help you."
        - They shook their heads and went home.
        """),
      Beat(
        """
        - The next day {he} did it again. "{cry}" And again they came, and again there was nothing.
        - But three days later {hero} was bored again. "{cry}" {he} {called}. They came, though not so fast. {hero}
          held {his} belly and {laughed}.
        - It had been so much fun that {he} did it a second time. {friend} came, out of breath. "You lied again,"
          {friend.he} said.
        """),
      Beat(
        """
        - Then, one evening, {real}. This time it was true!
        - But the day after that, {real}. {hero} turned pale.
        - A week later, just as the sun went down, {real}.
        """),
      Beat(
        """
        - "{cry}" {called} {hero}. "Please help me!" But nobody came. "It is only another joke," {said} the neighbors.
        - {hero} {called} and {called}. In the village they heard {him} and did not get up from their chairs.
        - "{cry}" {he} {called}, and {his} voice broke. The windows stayed closed.
        """),
      Beat(
        """
        - Only {friend} stopped. "That voice sounds different today," {thought} {friend}, and ran. Together they
          {save}.
        - At last {friend} came. "I do not believe you," {said} {friend}, "but I wanted to be sure." Then {friend.he}
          saw it too, and the two of them {save}.
        - {friend} had come to bring {him} supper, and so there were two of them. They worked until midnight and
          {save}.
        """),
      Beat(
        """
        - {loss} {hero} stood there and could not laugh.
        - {loss} "Why did nobody come?" {asked} {hero}, though {he} knew it already.
        """),
      Beat(
        """
        - "When you lie, your words lose their weight," {said} {elder}. "Then they are too light to reach us."
        - "Who lies twice is not believed the third time," {said} {elder}.
        - {hero} went from door to door and said, "I am sorry." It took a long time until they believed {him} again.
        """),
      Beat(
        chance: 0.6,
        """
        - {From then on}, {hero} called only when it was true, and everybody came.
        - And {hero} never joked about {danger.s} again.
        - {hero} thanked {friend}, who had come all the same.
        """),
    ])

  private static let alarms: [Frame] = [
    Places.hill.adding([
      "job": "watch the sheep {in place}", "cry": "Wolf! Wolf!", "danger": "wolf", "danger.s": "wolves",
      "real": "two green eyes looked out of the bushes, and they belonged to a wolf",
      "save": "drove the wolf away with fire", "loss": "But one lamb was gone.",
    ]),
    Places.villageSquare.adding([
      "job": "watch the fire {in place}", "cry": "Fire! Fire!", "danger": "fire", "danger.s": "fires",
      "real": "a spark flew into the dry hay, and the hay began to burn", "save": "put the flames out with wet sacks",
      "loss": "But the hay for the winter was ashes.",
    ]),
    Places.river.adding([
      "job": "watch the river {in place}", "cry": "The water is coming!", "danger": "flood", "danger.s": "floods",
      "real": "the river rose over its banks and ran toward the gardens", "save": "built a wall of sand",
      "loss": "But half of the beans were under water.",
    ]),
    Places.farm.adding([
      "job": "watch the hens {in place}", "cry": "The fox is here!", "danger": "fox", "danger.s": "foxes",
      "real": "a red tail went past the hen house, and it was the fox",
      "save": "chased the fox out with pans and spoons", "loss": "But the fox had eaten all the eggs.",
    ]),
    Places.harbor.adding([
      "job": "watch the boats {in place}", "cry": "A boat is loose!", "danger": "loose boat", "danger.s": "boats",
      "real": "a rope tore, and the biggest boat drifted out", "save": "pulled the boat back with a long hook",
      "loss": "But all the oars were gone.",
    ]),
  ]
}
