extension Plot {
  /// Somebody is afraid, goes one step at a time, and finds that the thing was not so bad.
  static let smallFear = Plot(
    name: "small fear",
    cast: [.hero, .elder],
    draws: person + [fears],
    beats: [
      Beat(
        """
        - {meet hero} But there was one thing {he} did not like: {fear}.
        - {meet hero} {He} was {scared} of only one thing, and that was {fear}.
        - {hero} was {a trait} {hero.kind}. {He} {habit}, but {he} was {scared} of {fear}.
        """),
      Beat(
        """
        - {sign} {hero} {hid}.
        - Whenever {when}, {hero} {hid}.
        - {Day}, it happened again. {sign} {hero} {hid}.
        """),
      Beat(
        """
        - "{plea}" {called} {hero}. {His} heart beat fast.
        - "{plea}" {he} whispered. {His} knees shook.
        - {hero} could not say a word. {He} only shook {his} head.
        """),
      Beat(
        """
        - {Elder} sat down beside {him}. "When I was small, I was afraid too," {said} {elder}. "{advice}"
        - {Elder} took {his} hand. "Being brave does not mean that you are not afraid," {said} {elder}. "{advice}"
        - "I know how that feels," {said} {elder} {kindly}. "{advice}"
        """),
      Beat(
        """
        - "Will you stay with me?" {asked} {hero}. "I will be right here," {said} {elder}.
        - {hero} was not sure. But {he} trusted {elder} and nodded.
        - "Only one step," {said} {hero}. "One step is enough for today," {said} {elder}.
        """),
      Beat(
        """
        - First {step1}. Nothing bad happened. Then {step2}. {At last} {step3}.
        - On the first day {step1}. On the second day {step2}. On the third day {step3}.
        - {hero} took a deep breath, and {step1}. "That was not so bad," {he} said. So {step2}. And {then} {step3}.
        """),
      Beat(
        """
        - "Look!" {called} {hero}. "{discovery}"
        - {hero} opened {his} eyes wide. "{discovery}" {he} said.
        - And what was that? {hero} began to laugh. "{discovery}" {he} {called}.
        """),
      Beat(
        """
        - {Elder} {smiled}. "You did it all by yourself," {elder.he} said. {hero} was {proud}.
        - "How brave you are," {said} {elder}. {hero} stood up very tall.
        - {elder} clapped {elder.his} hands, and {hero} took a bow.
        """),
      Beat(
        """
        - {From then on}, {hero} was not {scared} of {fear} anymore. {now}
        - {now} And when somebody else was afraid, {hero} said, "One step at a time."
        - {hero} learned that a fear gets smaller when you look at it. {now}
        """),
    ])

  private static let fears: [Frame] = [
    [
      "fear": "the dark", "sign": "The lamp went out, and the room was black.", "when": "the lamp went out",
      "hid": "pulled the blanket over {his} head", "plea": "Please bring the light back!",
      "advice": "The dark is only the day with its eyes closed.", "step1": "{he} put one foot out of bed",
      "step2": "{he} walked to the door with {his} hand on the wall", "step3": "{he} stood at the window in the dark",
      "discovery": "I can see all the stars! They are only there when it is dark.",
      "now": "{He} asked to have the lamp put out, so that {he} could see the stars.",
    ],
    [
      "fear": "thunder", "sign": "The sky turned gray, and there was a loud boom.", "when": "the sky growled",
      "hid": "crawled under the table", "plea": "Make it stop!",
      "advice": "Count from the flash to the boom, and you will know how far away it is.",
      "step1": "{he} counted to three after the flash", "step2": "{he} counted to six, and the boom was softer",
      "step3": "{he} counted to ten, and the storm was far away",
      "discovery": "The numbers get bigger! The storm is leaving.",
      "now": "When a storm came, {he} sat at the window and counted.",
    ],
    [
      "fear": "deep water", "sign": "The lake was wide and green.", "when": "the others went swimming",
      "hid": "stayed on the grass and held on to a tree", "plea": "I do not want to go in!",
      "advice": "The water will carry you if you let it.", "step1": "{he} put one toe into the water",
      "step2": "{he} went in up to {his} knees", "step3": "{he} lay on {his} back and did not sink",
      "discovery": "I am floating like a leaf!", "now": "Every warm day {he} was the first one in the lake.",
    ],
    [
      "fear": "the big dog next door", "sign": "The dog put its head over the fence and barked.",
      "when": "the dog barked", "hid": "hid behind the garden gate", "plea": "It wants to bite me!",
      "advice": "That dog barks because it is lonely.", "step1": "{he} said hello from far away",
      "step2": "{he} put a bone near the fence", "step3": "{he} held out {his} hand, and the dog sniffed it",
      "discovery": "It is wagging its tail! It only wanted to play.",
      "now": "The dog waited for {him} at the fence each day.",
    ],
    [
      "fear": "high places", "sign": "The ladder to the tree house was long.", "when": "the others climbed up",
      "hid": "stood at the bottom and looked at {his} feet", "plea": "It is too high for me!",
      "advice": "Look at your hands and not at the ground.", "step1": "{he} climbed up one step and came down again",
      "step2": "{he} climbed halfway, with {his} eyes on {his} hands", "step3": "{he} reached the top",
      "discovery": "I can see our house, and the river, and the whole world!",
      "now": "The tree house became {his} favorite place.",
    ],
    [
      "fear": "the noise in the attic", "sign": "Knock, knock, it went above the ceiling.",
      "when": "it knocked above the ceiling", "hid": "put a pillow over {his} ears",
      "plea": "There is a ghost up there!", "advice": "Let us take a lamp and look at it together.",
      "step1": "{he} listened at the stairs", "step2": "{he} went up the stairs behind the lamp",
      "step3": "{he} opened the little door", "discovery": "It is a bird! It is building a nest in our roof.",
      "now": "{He} liked to listen to the little birds above {his} bed.",
    ],
    [
      "fear": "the first day of school", "sign": "There were many new faces in the room.",
      "when": "somebody talked about school", "hid": "held on to the coat of {elder}", "plea": "I want to go home!",
      "advice": "Find one friendly face, and say your name.", "step1": "{he} sat down on a chair at the back",
      "step2": "{he} drew a picture of a boat", "step3": "{he} showed it to the one at the next table",
      "discovery": "We both like boats! Now I have a friend here.",
      "now": "In the mornings {he} could not get to school fast enough.",
    ],
  ]
}
