extension Plot {
  /// Three wishes: two are spent badly, and the third puts things right.
  static let threeWishes = Plot(
    name: "three wishes",
    cast: [.hero, .friend],
    draws: setting + [finds, wishes],
    beats: [
      Beat("- {meet hero} {meet friend}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {go out} {Spot1} {he} {found} {find}.
        - {Day}, {hero} saw something shine {spot1}. It was {find}.
        - {go out} {His} foot hit something. It was {find}.
        """),
      Beat(
        """
        - When {he} rubbed it, a voice said, "You have three wishes. Choose them well."
        - {hero} picked it up. "Thank you for waking me," it said. "For that you get three wishes."
        - It began to glow. "Three wishes, and no more," said a voice.
        """),
      Beat(
        """
        - {hero} did not think for long. "I wish {wish1}!" {he} said. And it happened: {result1}.
        - "That is easy," {said} {hero}. "I wish {wish1}!" There was a flash, and {result1}.
        - "I wish {wish1}," {called} {hero}. {Soon} {result1}.
        """),
      Beat(
        """
        - At first {he} was {happy}. But then {trouble1}.
        - {friend} came and clapped. "How wonderful!" {friend.he} said. But before long {trouble1}.
        - It was fun for an hour. Then {trouble1}.
        """),
      Beat(
        """
        - "I must change that," {said} {hero}. "I wish {wish2}!" And {result2}.
        - {hero} stamped {his} foot. "Then I wish {wish2}!" At once {result2}.
        - So {he} used the second wish. "I wish {wish2}," {he} said, and {result2}.
        """),
      Beat(
        """
        - That was even worse, for {trouble2}.
        - {friend} looked at {him} with big eyes, for now {trouble2}.
        - {hero} sat down and did not know what to do, because {trouble2}.
        """),
      Beat(
        """
        - There was one wish left. "What would you wish for?" {he} asked {friend}. "I would wish that we were as we
          were this morning," {said} {friend}.
        - "You have one more," said the voice. This time {hero} thought for a long, long time.
        - "Be careful now," {said} {friend}. {hero} closed {his} eyes. What did {he} really want?
        """),
      Beat(
        """
        - "I wish that everything was as before," {said} {hero}. And so it was. Only {the find} was gone.
        - Then {he} said, "I wish for this day to begin again." The sun jumped back in the sky, and {spot1} there was
          nothing at all.
        - "I do not need anything new," {said} {hero}. "I wish to have back what I had." And {he} had it.
        """),
      Beat(
        """
        - {hero} and {friend} shared an apple in the sun. It was the best apple in the world.
        - "What shall we do now?" {asked} {friend}. "Play," {said} {hero}. "That costs no wish."
        - {hero} looked at {friend} and was {happy}. What {he} had was enough.
        - {From then on}, {hero} thought first and wished later.
        """),
    ])

  private static let finds: [Frame] = [
    ["find": "an old lamp", "the find": "the old lamp"], ["find": "a golden ring", "the find": "the golden ring"],
    ["find": "a bottle with a silver cork", "the find": "the bottle with a silver cork"],
    ["find": "a shell that sang", "the find": "the shell that sang"],
    ["find": "a tiny box of glass", "the find": "the tiny box of glass"],
    ["find": "a white stone with a star on it", "the find": "the white stone with a star on it"],
    ["find": "a feather made of gold", "the find": "the feather made of gold"],
  ]

  private static let wishes: [Frame] = [
    [
      "wish1": "that everything I touch turns to cake",
      "result1": "the stones and the grass turned to cake under {his} hands",
      "trouble1": "{his} shoes and {his} coat were cake as well, and the birds came to eat them",
      "wish2": "that there was no more cake", "result2": "there was no cake left, not in any house or shop",
      "trouble2": "it was {friend}'s birthday, and there was no birthday cake",
    ],
    [
      "wish1": "that I was as big as a house", "result1": "{he} grew and grew until {he} could look over the roofs",
      "trouble1": "{he} did not fit through {his} own door", "wish2": "that I was very small",
      "result2": "{he} became as small as a bean", "trouble2": "nobody could see {him} or hear {him}",
    ],
    [
      "wish1": "that I could fly", "result1": "{his} feet left the ground and {he} flew up above the trees",
      "trouble1": "{he} could not come down again", "wish2": "that I was heavy",
      "result2": "{he} fell down and was as heavy as a rock", "trouble2": "{he} could not lift one foot",
    ],
    [
      "wish1": "that I had all the toys in the world", "result1": "toys fell from the sky like rain",
      "trouble1": "the toys filled every room and every street, and no one could get home",
      "wish2": "that they were all gone", "result2": "every toy was gone, {friend}'s toys too",
      "trouble2": "{friend} had lost the little bear that {friend.he} loved",
    ],
    [
      "wish1": "that it was always summer", "result1": "the clouds melted and the sun stood high in the sky",
      "trouble1": "the flowers dried up and the river became thin", "wish2": "that it would rain",
      "result2": "it rained and rained and did not stop", "trouble2": "the water was coming in at the door",
    ],
    [
      "wish1": "that I never had to go to bed", "result1": "{he} was wide awake when all the others went to sleep",
      "trouble1": "{he} was alone in the night, and nobody wanted to play", "wish2": "that nobody slept",
      "result2": "everyone got up and walked about with red eyes", "trouble2": "they were all too {tired} to be kind",
    ],
  ]
}
