extension Plot {
  /// Something is built, fails for a reason, and works when the reason is dealt with.
  static let theBuilder = Plot(
    name: "the builder",
    cast: [.hero, .friend],
    draws: setting + [projects],
    beats: [
      Beat("- {meet hero} {meet friend}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {hero} had an idea. "I will build {project}!" {he} said.
        - "Do you know what I want?" {said} {hero} to {friend} {day}. "I want to build {project}."
        - {hero} had always wanted {project}. {Day}, {he} began.
        """),
      Beat(
        """
        - {He} needed {stuff1}, {stuff2} and {stuff3}. {He} found all of it {spot1}.
        - {He} took {stuff1} and {stuff2}. {friend} brought {stuff3}.
        - First {he} collected what {he} needed: {stuff1}, {stuff2} and {stuff3}.
        """),
      Beat(
        """
        - {hero} worked all morning. {In place}, everyone could hear {him}.
        - {He} worked without a break. "Do you need help?" {asked} {friend}. "No," {said} {hero}, "I can do it alone."
        - All day long {he} worked, and {he} sang while {he} worked.
        """),
      Beat(
        """
        - When it was done, {hero} {try}. But {fail}!
        - "Ready!" {called} {hero}, and {he} {try}. Then {fail}!
        - {friend} came to watch. {hero} {try}. Oh no! {Fail}!
        """),
      Beat(
        """
        - "It is no good," {said} {hero}. {He} was so {angry} that {he} kicked a stone.
        - {hero} sat down {spot2} and wanted to give up.
        - Some who stood near by {laughed}. {hero} felt {sad}.
        """),
      Beat(
        """
        - "Why did it happen?" {asked} {friend}. They looked at it together. "{why}" {said} {hero}.
        - {friend} did not laugh. "Let us find out what went wrong," {friend.he} said. {hero} looked again. "{why}"
          {he} said.
        - {hero} took a deep breath and looked at it from all sides. "{why}" {he} said at last.
        """),
      Beat(
        """
        - So they {fix}.
        - "Then we will do it another way," {said} {friend}. They {fix}.
        - This time {hero} let {friend} help. They {fix}.
        """),
      Beat(
        """
        - {hero} {try} once more. {Success}!
        - {Then} they held their breath. {hero} {try}, and {success}!
        - "One, two, three," {said} {friend}. {hero} {try}. And look, {success}!
        """),
      Beat(
        """
        - "We did it!" {called} {hero}. "It was good that it went wrong the first time," {said} {friend}. "Now we know
          why it works."
        - {hero} was {proud}, and {he} wrote both names on it.
        - Everybody who had laughed now wanted to try it too.
        """),
      Beat(
        """
        - {hero} learned that a mistake is a good teacher.
        - {From then on}, when something broke, {hero} asked first, "Why?"
        - {hero} learned that two heads are better than one.
        - {home again}
        """),
    ])

  private static let projects: [Frame] = [
    Places.river.adding([
      "project": "a boat", "stuff*": "three planks | a long rope | an old sheet", "try": "pushed it into the water",
      "fail": "water came in from all sides, and it sank", "why": "There are gaps between the planks.",
      "fix": "filled the gaps with wax and moss", "success": "it floated like a duck",
    ]),
    Places.hill.adding([
      "project": "a kite", "stuff*": "thin sticks | colored paper | a ball of string",
      "try": "ran against the wind with it", "fail": "it turned around and fell on its nose",
      "why": "It has no tail to hold it straight.", "fix": "made a long tail out of ribbons",
      "success": "it rose up over the roofs and stayed there",
    ]),
    [
      "project": "a tower of blocks", "stuff*": "big blocks | small blocks | a flat board",
      "try": "put the last block on top", "fail": "it swayed to the left, and the whole tower fell down",
      "why": "The small blocks are at the bottom.", "fix": "put the big blocks at the bottom and the small ones on top",
      "success": "the tower stood as still as a tree",
    ],
    Places.river.adding([
      "project": "a bridge over the stream", "stuff*": "a long board | some stones | a bag of sand",
      "try": "put one foot on it", "fail": "it bent in the middle and broke", "why": "It is too thin in the middle.",
      "fix": "put a pile of stones under the middle", "success": "it held both of them, and a goat as well",
    ]),
    Places.orchard.adding([
      "project": "a bird house", "stuff*": "a wooden box | some nails | a pot of paint",
      "try": "hung it in a tree and waited", "fail": "no bird came near it, not for a whole week",
      "why": "The door is so big that the cat could get in.",
      "fix": "made the door so small that only a bird could fit through",
      "success": "two blue birds moved in on the same day",
    ]),
    Places.hill.adding([
      "project": "a cart with wheels", "stuff*": "a wooden crate | four old wheels | two iron bars",
      "try": "sat down in it and rolled down the slope", "fail": "one wheel came off and rolled away by itself",
      "why": "Nothing holds the wheels on.", "fix": "put a wooden pin through the end of each bar",
      "success": "it rolled all the way down and stopped in the soft hay",
    ]),
    Places.beach.adding([
      "project": "a castle of sand", "stuff*": "wet sand | a bucket of water | a flat shovel",
      "try": "set a flag on the highest tower", "fail": "the towers cracked and slid down",
      "why": "The sand is too dry, and the walls go straight up.",
      "fix": "mixed the sand with water and let the walls lean in a little",
      "success": "the castle held until the evening tide",
    ]),
    Places.meadow.adding([
      "project": "a tent", "stuff*": "an old blanket | four sticks | a piece of rope", "try": "tied the last knot",
      "fail": "the wind lifted it up and carried it away", "why": "Nothing holds it to the ground.",
      "fix": "put a heavy stone on each corner", "success": "it stood firm, and the wind could only make it hum",
    ]),
  ]
}
