extension Plot {
  /// A map, two clues and a chest that holds something better than gold.
  static let treasureMap = Plot(
    name: "the treasure map",
    cast: [.hero, .friend],
    draws: setting + [Things.sums, maps, treasures],
    beats: [
      Beat("- {meet hero} {meet friend}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {hero} found a piece of paper {in where}. It was a map! {sky}
        - {Day}, the wind blew an old paper in front of {his} feet. "Look, {friend}!" {called} {hero}. "A treasure
          map!"
        - {friend} came running {day}. "I found this {in where}," {friend.he} said. It was a map with a red cross.
        """),
      Beat(
        """
        - "Start at {place}," it said. "Take {many} steps to the {dir1}. Look {spot1}."
        - On it was written, "Go to {place}. Count {many} steps to the {dir1}, and look {spot1}."
        - {hero} read it aloud. "{Many} steps to the {dir1} of {place}. Then look {spot1}."
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - They ran to {place}. "One, two, three," {counted} {hero}, all the way to {many}.
        - {In place} they walked side by side and counted until they came to {many}.
        - {friend} made the steps, and {hero} counted them: {many} in all.
        """),
      Beat(
        """
        - {Spot1} they found {clue}. On it stood, "{Few} steps to the {dir2}. Dig {spot2}."
        - There, {spot1}, was {clue}. A note said, "Now {few} steps to the {dir2}, and dig {spot2}."
        """),
      Beat(
        """
        - "I am {tired}," {said} {friend}. "Only {few} more," {said} {hero}.
        - "What will be in it?" {asked} {friend}. "Gold," {said} {hero}. "Or jewels. Or a crown."
        - "If it is gold, I will buy {a wishbuy}," {said} {friend}. "I will buy {many} of them," {said} {hero}.
        """),
      Beat(
        chance: 0.6,
        """
        - But {bar}. {hero} did not turn back. {over}
        - The way was not easy, for {bar}. {over}
        - There was one more thing: {bar}. "And now?" {asked} {friend}. {over}
        """),
      Beat(
        """
        - {Spot2} they dug with their hands, and then with a flat stone. {Soon} they hit wood. It was a chest!
        - They dug and dug {spot2}. Clunk! There was a chest with an iron lock.
        - {hero} dug, and {friend} carried the sand away. After {many} minutes they saw the lid of a chest.
        """),
      Beat(
        """
        - {hero} lifted the lid. There was no gold in it. There was {inside}.
        - {Slowly} they opened it. Inside lay {inside}. "No gold," {said} {friend}.
        - The lid creaked. They both looked in and saw {inside}.
        """),
      Beat("- {reading}"),
      Beat(
        """
        - {friend} began to {laugh}. "That is better than gold," {friend.he} said. And so it was.
        - "Are you sad?" {asked} {friend}. {hero} shook {his} head. "It was the best day of my life," {he} said.
        - They looked at each other and were {happy}.
        """),
      Beat("- {after}"),
    ])

  private static let maps: [Frame] = [
    [
      "in where": "in an old book", "dir1": "north", "dir2": "east", "clue": "a green bottle", "wishbuy": "pony",
      "bar": "a deep ditch lay across the way",
      "over": "They put a log over it and walked across, one foot before the other.", "laugh": "laugh",
      "counted": "counted",
    ],
    [
      "in where": "in the attic", "dir1": "south", "dir2": "west", "clue": "a tin box", "wishbuy": "ship",
      "bar": "a goose stood there and hissed", "over": "{friend} gave it a bit of bread, and it let them pass.",
      "laugh": "laugh", "counted": "counted",
    ],
    [
      "in where": "behind the mirror", "dir1": "east", "dir2": "north", "clue": "a stone with a painted arrow",
      "wishbuy": "drum", "bar": "the fog became so thick that they could not see the ground",
      "over": "They held hands and felt the way with their feet.", "laugh": "smile", "counted": "said",
    ],
    [
      "in where": "under a loose board", "dir1": "west", "dir2": "south", "clue": "a wooden spoon with letters on it",
      "wishbuy": "trumpet", "bar": "a wall stood in the way",
      "over": "{hero} made a step with both hands, and they climbed over it.", "laugh": "laugh", "counted": "called",
    ],
  ]

  private static let treasures: [Frame] = [
    [
      "inside": "a little mirror and a letter",
      "reading": """
      "Look into the mirror," said the letter. "There you see the treasure." They looked in together and saw each
      other.
      """,
      "after": "They hung the mirror in their den, so that they would never forget it.",
    ],
    [
      "inside": "a bag of seeds and a note",
      "reading": "\"Gold is gone when you spend it,\" said the note. \"These will give you bread each year.\"",
      "after": "They planted the seeds, and each year they thought of that day.",
    ],
    [
      "inside": "a wooden game with {many} pieces",
      "reading": "On the lid somebody had carved, \"For two who came together.\"",
      "after": "They played it every evening that winter, and sometimes {hero} won and sometimes {friend}.",
    ],
    [
      "inside": "a book with empty pages and a pen",
      "reading": "On the first page it said, \"Write down your own adventure.\"",
      "after": "So {hero} wrote, and {friend} drew the pictures, and this story was the first in the book.",
    ],
    [
      "inside": "a jar of old buttons and a photo",
      "reading": "In the photo were two children with dirty hands and the same map. They were {his} grandparents!",
      "after": """
      {hero} put in a photo of the two of them, and they closed the chest again for those who would come next.
      """,
    ],
  ]
}
