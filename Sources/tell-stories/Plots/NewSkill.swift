extension Plot {
  /// Something is hard to learn; falls are counted, and so are the tries after them.
  static let newSkill = Plot(
    name: "the new skill",
    cast: [.child, .friend, .elder],
    draws: setting + [skills, tries],
    beats: [
      Beat("- {meet hero} {meet friend}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {hero} could do many things, but {he} could not {skill}. {friend} could {skill} very well.
        - All the others could {skill}. Only {hero} could not.
        - "I want to learn to {skill}," {said} {hero} one day.
        """),
      Beat(
        """
        - {Day}, {he} went to {place} to try it. {sky}
        - {Day}, {elder} took {him} to {place}. {sky} "Today we will begin," {said} {elder}.
        - {sky} {hero} went to {place} very early, so that nobody would see {him}.
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - {try.it} {oops}
        - "It can not be so hard," {said} {hero}. {try.it} {oops}
        - {try.it} For one moment it went well. Then it did not. {oops}
        """),
      Beat(
        """
        - {He} tried again. {oops2} And again. {oops}
        - {He} tried {tries.few} times, and {tries.few} times it went wrong.
        - The second time was no better. {oops2}
        """),
      Beat(
        """
        - "I will never learn it!" {called} {hero}. {He} was {angry} and wanted to go home.
        - {hero} sat down {spot1}. {His} knees hurt, and so did {his} pride.
        - "Everybody can do it but me," {said} {hero}, and {cried}.
        """),
      Beat(
        """
        - {friend} sat down beside {him}. "Do you know how often I failed?" {friend.he} {asked}. "I stopped counting at
          a hundred. {tip}"
        - "Nobody learns it in one day," {said} {elder}. "{tip}"
        - {Elder} {smiled}. "You fell {tries.few} times and got up {tries.few} times," {elder.he} said. "That is what
          counts. {tip}"
        """),
      Beat(
        """
        - So {hero} {practice}. {progress}
        - The next day {he} came back, and the day after that. {He} {practice}. {progress}
        - {hero} nodded. All week long {he} {practice}. {progress}
        """),
      Beat(
        """
        - And on {weekday}, {success}!
        - {At last}, after {tries.many} tries, {success}!
        - Then came {weekday}. {hero} took a deep breath, and {success}!
        """),
      Beat(
        """
        - "I can do it!" {called} {hero}. {friend} threw {friend.his} hat into the air.
        - "Did you see that?" {called} {hero}. "I saw it," {said} {elder}, "and I am {proud} of you."
        - {friend} clapped and {elder} clapped, and somewhere {in place} a dog barked for joy.
        """),
      Beat(
        """
        - {hero} learned that those who keep trying get there.
        - When a small child said, "I can not do it," {hero} answered, "You can not do it yet."
        - The first thing {he} did was to teach it to somebody else.
        - {home again}
        """),
    ])

  private static let skills: [Frame] = [
    Places.park.adding([
      "skill": "ride a bicycle", "try.it": "{He} sat down on the bicycle and pushed off.",
      "oops": "Bump! {He} lay in the grass.",
      "oops2": "The front wheel turned to the left, and {he} fell to the right.",
      "tip": "Look far ahead and not at the wheel.", "practice": "looked far ahead and rode a little longer every time",
      "progress": "First it was two meters, then five, then ten.",
      "success": "{he} rode all the way around without falling",
    ]),
    [
      "skill": "whistle", "try.it": "{He} made a round mouth and blew.", "oops": "Only air came out.",
      "oops2": "It sounded like a leaky tire.", "tip": "Make your lips wet, and do not blow so hard.",
      "practice": "blew softly on the way to school and on the way back",
      "progress": "On one day there was a squeak, and on the next a peep.",
      "success": "a clear note came out, and a bird answered it",
    ],
    Places.river.adding([
      "skill": "swim", "try.it": "{He} lay on the water and kicked.", "oops": "Glug! {He} went under.",
      "oops2": "Water got into {his} nose.", "tip": "Be slow, like a frog.",
      "practice": "moved {his} arms and legs like a frog",
      "progress": "First it was one stroke, then three, then seven.", "success": "{he} swam from one side to the other",
    ]),
    Places.hill.adding([
      "skill": "skate", "try.it": "{He} tied on the skates and stood up.", "oops": "Whoosh! {He} sat on the ice.",
      "oops2": "{His} feet went forward and the rest of {him} stayed behind.",
      "tip": "Bend your knees and lean forward.", "practice": "bent {his} knees and made small steps",
      "progress": "The steps became longer, and then they became a glide.",
      "success": "{he} made a big circle on the ice", "place": "the frozen lake", "in place": "on the frozen lake",
      "spot1": "on a log at the edge of the ice", "day": "one cold winter morning", "sky": "Snow lay on all the roofs.",
    ]),
    Places.harbor.adding([
      "skill": "tie a knot", "try.it": "{He} took the two ends and made a loop.", "oops": "The knot fell open.",
      "oops2": "The loop slipped through {his} fingers.",
      "tip": "Tell yourself a story: the rabbit runs around the tree and into its hole.",
      "practice": "let the rabbit run around the tree",
      "progress": "Sometimes the rabbit got lost, but more and more often it found the hole.",
      "success": "the knot held, however hard {he} pulled",
    ]),
    [
      "skill": "play the flute", "try.it": "{He} put the flute to {his} lips.",
      "oops": "It sounded like an angry goose.", "oops2": "The cat ran out of the room.",
      "tip": "Learn one note well before you take the next.", "practice": "played one note each day, again and again",
      "progress": "After one note came two, and after two came a little tune.",
      "success": "{he} played a whole song, and the cat came back to listen",
    ],
    Places.park.adding([
      "skill": "read", "try.it": "{He} opened a book and looked at the page.",
      "oops": "The letters stood there like closed doors.", "oops2": "{He} mixed up the b and the d.",
      "tip": "Each letter has a sound. Put the sounds in a row.",
      "practice": "read the signs in the street, the words on the boxes, and the names on the doors",
      "progress": "First it was bread, then butter, then butterfly.", "success": "{he} read a whole page aloud",
      "place": "the library", "in place": "in the library", "spot1": "between two shelves",
    ]),
    Places.playground.adding([
      "skill": "jump rope", "try.it": "{He} took the rope and swung it over {his} head.",
      "oops": "The rope caught {his} feet.", "oops2": "{He} jumped too early, and the rope hit {his} shoes.",
      "tip": "Listen to the rope. Jump when it claps on the ground.",
      "practice": "listened and jumped, listened and jumped", "progress": "Three jumps, then eight, then twenty.",
      "success": "{he} jumped fifty times without a mistake",
    ]),
  ]

  private static let tries: [Frame] = [
    ["tries.few": "three", "tries.many": "twelve", "weekday": "[Monday|Friday]"],
    ["tries.few": "four", "tries.many": "twenty", "weekday": "[Tuesday|Saturday]"],
    ["tries.few": "five", "tries.many": "thirty", "weekday": "[Wednesday|Sunday]"],
    ["tries.few": "six", "tries.many": "forty", "weekday": "[Thursday|Saturday]"],
    ["tries.few": "seven", "tries.many": "fifty", "weekday": "[Friday|Sunday]"],
  ]
}
