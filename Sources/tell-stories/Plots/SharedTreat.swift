extension Plot {
  /// A treat is kept at first; it tastes of nothing alone, and better shared.
  static let sharedTreat = Plot(
    name: "shared treat",
    cast: [.hero, .friend, .elder],
    draws: setting + [Things.treats, wants],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {elder} gave {him} {treat}. "{Treat.line}" {said} {elder}.
        - {Day}, {hero} got {treat} from {elder}. It smelled wonderful. {hero} took it to {place}.
        - {Elder} had made {treat} that morning. "This is for you, {hero}," {elder.he} said. {hero} ran to {place} with
          it.
        """),
      Beat(chance: 0.4, "- {see around}"),
      Beat(
        """
        - {In place}, {hero} met {friend}, {friend.what} who {state}. "{ask}" {asked} {friend}.
        - {friend.full} was already {in place}. {Friend.he} {state}. "{ask}" {friend.he} {asked}.
        - There {he} saw {a friend.kind} named {friend}, who {state}. {friend} {looked} at {the treat}. "{ask}"
          {friend.he} {asked}.
        """),
      Beat(
        """
        - But {hero} held {the treat} tight. "No," {he} said. "It is mine." {friend} went away without a word.
        - {hero} shook {his} head. "I want it all for myself," {he} said. {friend} looked down at the ground.
        - "There is not enough for two," {said} {hero}, and turned around. {friend} became very quiet.
        """),
      Beat(
        """
        - {hero} sat down {spot1} and took a bite. It did not taste as good as {he} had thought.
        - {hero} hid {spot1} to eat alone. But it is no fun to eat alone, and {he} was not {happy}.
        - {hero} went {spot1} and began to eat. {He} looked at {friend}, and suddenly the food felt like a stone in
          {his} mouth.
        """),
      Beat(
        """
        - "{friend} {hunger}," {thought} {hero}. "And I have so much."
        - Then {hero} remembered that {friend} {favor}.
        - {hero} {thought}, "If I {state.me}, I would want a friend to share with me."
        """),
      Beat(
        """
        - {He} stood up and ran after {friend}. "Wait!" {called} {hero}. "I am sorry. Half of it is yours."
        - {He} cut {the treat} in two and gave {friend} the bigger half. "I was wrong," {he} said. "Please eat with
          me."
        - So {he} went to {friend} and held out {the treat}. "Let us share," {said} {hero}.
        """),
      Beat(
        """
        - {friend} {smiled} and sat down. They ate together, and now it tasted {taste}.
        - {friend}'s eyes grew [big|round|bright]. They took turns until there was not a crumb left. It tasted {taste}.
        - "It tastes {taste}!" {said} {friend}. And {hero} found that it did, now that there were two of them.
        """),
      Beat(
        chance: 0.6,
        """
        - The next day, {friend} came with a bag of [nuts|plums|berries|cookies]. "This time I have something to
          share," {said} {friend}.
        - "Tomorrow I will bring you something too," {said} {friend}. And {friend.he} did.
        """),
      Beat(
        """
        - {hero} learned that food tastes best when it is shared.
        - {From then on}, {hero} and {friend} always ate together.
        - That day {hero} lost half of {the treat} and found a whole friend.
        - {hug} Sharing had made both of them {happy}.
        """),
    ])

  private static let wants: [Frame] = [
    [
      "treat.line": "Eat it while it is fresh,", "state": "had eaten nothing all day",
      "ask": "May I have a little piece?", "hunger": "is hungry", "favor": "had once carried {him} home",
      "state.me": "were hungry",
    ],
    [
      "treat.line": "Do not drop it on the way,", "state": "had lost {friend.his} lunch in the mud",
      "ask": "Could you give me a bite?", "hunger": "has no lunch", "favor": "had helped {him} with a heavy bag",
      "state.me": "had no lunch",
    ],
    [
      "treat.line": "I made it this morning,", "state": "was new in town and had no friends yet",
      "ask": "Can I try some of that?", "hunger": "is all alone", "favor": "had waved to {him} in the morning",
      "state.me": "were all alone",
    ],
    [
      "treat.line": "It is big enough for two,", "state": "had given {friend.his} own bread to the birds",
      "ask": "Would you share it with me?", "hunger": "gave away the last crumb", "favor": "had lent {him} a warm coat",
      "state.me": "had nothing left",
    ],
  ]
}
