extension Plot {
  /// A meal lacks something; the neighbors each give a part, and all eat together.
  static let theSoup = Plot(
    name: "the soup",
    cast: [.hero, .elder, .worker, .friend],
    draws: person + [dishes],
    beats: [
      Beat("- {meet hero}"),
      Beat(chance: 0.4, "- {portrait}"),
      Beat(
        """
        - {Day}, {hero} and {elder} wanted to make {dish}. {sky}
        - "Today we will make {dish}," {said} {elder}. {hero} clapped {his} hands.
        - {Day}, {hero} was hungry. "Can we make {dish}?" {he} {asked}. "What a good idea," {said} {elder}.
        """),
      Beat(
        """
        - They needed {part1}, {part2}, {part3} and {part4}. They looked in the kitchen. There was {part1} and {part2},
          but no {part3} and no {part4}.
        - {Elder} read the list: {part1}, {part2}, {part3}, {part4}. "We have {part1} and {part2}," {said} {hero}. "But
          the {part3} is gone, and so is the {part4}."
        - On the table stood {part1} and {part2}. "Where is the {part3}?" {asked} {hero}. The jar was empty. And there
          was no {part4} either.
        """),
      Beat(
        """
        - "I will go and ask," {said} {hero}, and {he} took a basket.
        - {hero} was {sad}, but only for a moment. "Somebody will have it," {he} said, and put on {his} shoes.
        - "Without them it will not taste good," {said} {elder}. So {hero} took a bowl and went out.
        """),
      Beat(
        """
        - First {he} knocked at the door of {helper}. "Do you have some {part3}?" {he} {asked}. "Yes," {said} {helper},
          "but I have nothing for supper." "Then come and eat with us," {said} {hero}.
        - {Helper} was standing in the street. "May I have some {part3}?" {asked} {hero}. "I will give it to you,"
          {said} {helper}, "if you keep a bowl for me."
        - {He} met {helper} at the corner. "{Part3}? I have more than I need," {said} {helper}. "Come to our house at
          six," {said} {hero}, "and eat with us."
        """),
      Beat(
        """
        - Then {he} went to {friend}, {friend.what} who lived across the street. {friend} had {part4}. "Can I come
          too?" {asked} {friend}. "Of course!" {said} {hero}.
        - Next {he} asked {friend.full}. "Here is some {part4}," {said} {friend}. "I can help you stir," {friend.he}
          added.
        - {friend.full} had {part4} in a little bag. "Take it," {said} {friend}. "Then take my arm," {said} {hero},
          "and come to supper."
        """),
      Beat(
        """
        - At home they {cook}. {hero} stirred, and {friend} tasted. "{verdict}" {said} {friend}.
        - Together they {cook}. The smell went through the window and down the street. "{verdict}" {called} {hero}.
        - {Elder} showed them how, and they {cook}. {hero} licked the spoon. "{verdict}" {he} said.
        """),
      Beat(
        chance: 0.6,
        """
        - "It is too much for us," {said} {elder}. So {hero} called the neighbors, and everyone brought a chair.
        - There was not room for all at the table, so they carried it out under the tree.
        - {Helper} brought a lamp, and {friend} brought flowers.
        """),
      Beat(
        """
        - They ate until the pot was empty. It was the best meal that {hero} had ever had.
        - {Helper} told old stories, and {friend} laughed so hard that the spoons shook.
        - Everybody got a full bowl, and there was even a little left for the cat.
        """),
      Beat(
        """
        - "{hero}," {said} {elder}, "you went out for {part3} and came home with friends."
        - {hero} learned that many small gifts make one big meal.
        - {From then on}, they cooked together every Sunday.
        - And nobody asked whose {part3} it had been.
        """),
    ])

  private static let dishes: [Frame] = [
    [
      "dish": "a big pot of soup", "part*": "salt | butter | cream | pepper",
      "cook": "cut the carrots and boiled the water", "verdict": "It warms me down to my toes!",
    ],
    [
      "dish": "a cake with seven layers", "part*": "flour | sugar | butter | milk",
      "cook": "mixed the dough and lit the oven", "verdict": "It is as soft as a cloud!",
    ],
    [
      "dish": "a mountain of pancakes", "part*": "flour | milk | honey | butter",
      "cook": "beat the eggs and heated the pan", "verdict": "I could eat a hundred of these!",
    ],
    [
      "dish": "a pot of sweet rice", "part*": "rice | milk | sugar | cinnamon",
      "cook": "washed the pot and stirred until their arms were tired", "verdict": "Nothing is better than this!",
    ],
    [
      "dish": "a pie for the harvest day", "part*": "flour | butter | honey | cream",
      "cook": "rolled out the dough and peeled the apples", "verdict": "It smells like autumn!",
    ],
    [
      "dish": "fresh bread", "part*": "flour | salt | yeast | oil",
      "cook": "kneaded the dough and let it rest under a cloth", "verdict": "The crust sings when you press it!",
    ],
  ]
}
