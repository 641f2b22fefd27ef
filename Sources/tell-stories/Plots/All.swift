extension Plot {
  /// Every plot; a story draws one of them.
  static let all: [Plot] = [
    lostThing, sharedTreat, smallFear, theRace, theRescue, theSeed, theSoup, brokenPot, newcomer, theStorm,
    wayHome, threeWishes, theBuilder, theGift, treasureMap, newSkill, theQuarrel, sickFriend, fallenStar, marketDay,
    falseAlarm, countingDay, theFlatterer, theLetter,
  ]

  /// What most plots draw first: what the hero is like, the home, the weather and the place.
  static let setting: [[Frame]] = [Traits.all, Places.homes, Weather.fair, Places.outdoors]

  /// The same without a place.
  static let person: [[Frame]] = [Traits.all, Places.homes, Weather.fair]
}
