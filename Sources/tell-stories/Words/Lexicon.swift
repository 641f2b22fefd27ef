/// Words and short sentences that are drawn anew each time a slot asks for them, unless a story has bound the name.
enum Lexicon {
  static let words: [String: [Template]] = [feelings, actions, sentences, Details.words, Details.sentences]
    .reduce(into: [:]) { words, group in words.merge(group) { $1 } }

  /// The wordings of each slot, written between bars.
  static func ways(_ options: [String: String]) -> [String: [Template]] {
    options.mapValues { Text.alternatives($0).map(Template.init) }
  }

  /// How somebody feels and what a thing is like.
  private static let feelings = ways([
    "happy": "happy | glad | joyful | delighted",
    "sad": "sad | unhappy | miserable",
    "scared": "scared | afraid | frightened",
    "angry": "angry | cross | upset",
    "tired": "tired | sleepy | weary",
    "proud": "proud",
    "surprised": "surprised | amazed | astonished",
    "worried": "worried | troubled | anxious",
    "sorry": "sorry",
    "big": "big | large | huge | great",
    "small": "small | little | tiny",
    "pretty": "pretty | beautiful | lovely | fine",
    "old": "old | very old | ancient",
    "strange": "strange | odd | curious",
    "kindly": "kindly | gently | softly | in a warm voice | with a smile",
    "slowly": "slowly | carefully | step by step | without a sound",
    "quickly": "quickly | at once | as fast as {he} could",
  ])

  /// What somebody does, in the past.
  private static let actions = ways([
    "said": "said",
    "called": "called | cried | shouted",
    "asked": "asked",
    "walked": "walked | went | wandered | strolled",
    "ran": "ran | hurried | rushed | raced",
    "looked": "looked | stared | gazed",
    "smiled": "smiled | laughed | beamed | grinned",
    "laughed": "laughed | giggled | laughed out loud",
    "thought": "thought",
    "found": "found | discovered | came upon",
    "cried": "cried | wept | began to cry | could not hold back the tears",
    "soon": "soon | after a while | a little later | before long",
    "then": "then | after that | next",
    "suddenly": "suddenly | all at once | all of a sudden | just then",
    "at last": "at last | finally | in the end",
    "that night": "that night | in the evening | when the stars came out | at bedtime",
    "from then on": "from then on | from that day on | after that day | ever since that day",
  ])

  /// Whole sentences that many stories share; they use the words that every plot binds.
  private static let sentences = ways([
    "meet hero": """
    Once upon a time there was {a trait} {hero.kind} named {hero}. {He} lived {home} and {habit}.
    | Once there lived {a trait} {hero.kind} called {hero}. {hero} {habit}.
    | {Home} lived {a hero.kind} named {hero}. {He} was {trait} and {habit}.
    | {hero} was {a trait} {hero.kind} who lived {home}. {He} {habit}.
    | There was once {a hero.kind} named {hero}, who {habit}. {He} lived {home}.
    | {A hero.kind} named {hero} lived {home}. Everyone knew that {hero} was {trait} and {habit}.
    | Long ago, {a trait} {hero.kind} named {hero} lived {home}. {hero} {habit}.
    | This is the story of {hero}, {a trait} {hero.kind} who lived {home} and {habit}.
    """,
    "meet friend": """
    {His} best friend was {a friend.kind} named {friend}.
    | {hero} had a good friend, {a friend.kind} called {friend}.
    | {hero} and {a friend.kind} named {friend} did everything together.
    | Next door lived {friend}, {friend.what} who was {hero}'s best friend.
    | {His} friend {friend}, {friend.what}, was never far away.
    """,
    "go out": """
    {Day}, {hero} [{walked}|went] to {place}. {sky}
    | {Day}, {hero} was {in place}. {sky}
    | {Day}, {hero} decided to go to {place}. {sky}
    | {sky} It was a good day to go to {place}, so {hero} set out.
    """,
    "see around": """
    {hero} saw that {sight1}.
    | {passing}
    | {passing}
    | {passing} And look, {sight1}.
    | On the way, {sight1}.
    | There was much to see: {sight1}, and {sight2}.
    | {hero} stopped for a moment, for {sight1}.
    """,
    "home again": """
    {hero} walked home with a light heart.
    | {That night}, {hero} told {his} family the whole story.
    | {That night}, {hero} fell asleep with a smile.
    | When the sun went down, {hero} went home, tired but {happy}.
    | {hero} ate a good supper and slept very well.
    | {That night}, the moon looked in at the window, and {hero} was already asleep.
    """,
    "hug": """
    {hero} gave {friend} a big hug.
    | The two friends hugged each other.
    | {hero} and {friend} held hands and danced in a circle.
    | {friend} hugged {hero} and would not let go.
    """,
  ])
}
