/// Where the stories happen, with places to look and things to see that belong there.
enum Places {
  static let outdoors: [Frame] = [
    park, forest, beach, farm, garden, hill, river, market, meadow,
    harbor, playground, orchard, villageSquare,
  ]

  static let park: Frame = [
    "place": "the park", "in place": "in the park",
    "spot*": "under the long bench | behind the swings | beside the duck pond | near the old fountain",
    "sight*": "two ducks swam on the pond | a kite danced above the trees | children laughed on the swings",
  ]

  static let forest: Frame = [
    "place": "the forest", "in place": "in the forest",
    "spot*": "under a tall pine | behind a mossy rock | beside the stream | in a hollow log",
    "sight*": "a deer stood between the trees | the birds sang high above | the leaves made a soft carpet",
  ]

  static let beach: Frame = [
    "place": "the beach", "in place": "on the beach",
    "spot*": "under the blue boat | behind the rocks | beside a tide pool | in the warm sand",
    "sight*": "the waves rolled in and out | a crab walked sideways | white gulls sailed on the wind",
  ]

  static let farm: Frame = [
    "place": "the farm", "in place": "on the farm",
    "spot*": "under the hay cart | behind the red barn | beside the water trough | near the chicken house",
    "sight*": "the cows chewed their grass | a hen led her chicks across the yard | the horses shook their tails",
  ]

  static let garden: Frame = [
    "place": "the garden", "in place": "in the garden",
    "spot*": "under the apple tree | behind the rose bush | beside the bean poles | near the stone wall",
    "sight*": "bees hummed over the flowers | a snail crossed the path | butterflies rested on the mint",
  ]

  static let hill: Frame = [
    "place": "the hill", "in place": "on the hill",
    "spot*": "under the lonely oak | behind the big stone | beside the rabbit hole | in the tall grass",
    "sight*": "sheep grazed far below | the grass moved like a sea | a hawk made circles in the sky",
  ]

  static let river: Frame = [
    "place": "the river", "in place": "by the river",
    "spot*": "under the wooden bridge | behind the willow | beside the old boat | between the reeds",
    "sight*": "silver fish jumped | a frog sat on a lily leaf | the water sang over the stones",
  ]

  static let market: Frame = [
    "place": "the market", "in place": "at the market",
    "spot*": "under the fruit table | behind the flower stand | beside the bread cart | near the clock",
    "sight*": "sellers called out their prices | a man played a drum | baskets of plums shone in the light",
  ]

  static let meadow: Frame = [
    "place": "the meadow", "in place": "in the meadow",
    "spot*": "under a wide leaf | behind the fence | beside the little creek | among the daisies",
    "sight*": "grasshoppers jumped at every step | poppies nodded in the wind | a lark sang up in the blue",
  ]

  static let harbor: Frame = [
    "place": "the harbor", "in place": "at the harbor",
    "spot*": "under a fishing net | behind the barrels | beside the lighthouse | near the rope pile",
    "sight*": "boats rocked on the waves | a seal put up its head | the sailors mended their nets",
  ]

  static let playground: Frame = [
    "place": "the playground", "in place": "on the playground",
    "spot*": "under the slide | behind the climbing frame | beside the sandbox | near the gate",
    "sight*": "the seesaw went up and down | somebody drew with chalk | a ball bounced over the fence",
  ]

  static let orchard: Frame = [
    "place": "the orchard", "in place": "in the orchard",
    "spot*": "under the pear tree | behind the ladder | beside the big baskets | near the bee boxes",
    "sight*": "ripe plums lay in the grass | a thrush picked at a cherry | the branches bent with fruit",
  ]

  static let villageSquare: Frame = [
    "place": "the village square", "in place": "in the village square",
    "spot*": "under the flower cart | behind the town hall | beside the stone well | near the bus stop",
    "sight*": "pigeons walked in rows | the bell rang in the tower | an old man fed the sparrows",
  ]

  static let homes: [Frame] = [
    ["home": "in a small house by the river"], ["home": "in a yellow house on a hill"],
    ["home": "in a village near the sea"],
    ["home": "in a cottage at the edge of the forest"], ["home": "in a town with crooked streets"],
    ["home": "in a house with a green door"], ["home": "on a farm in a wide valley"],
    ["home": "in a tall house in the city"],
    ["home": "under an old oak"], ["home": "in a place where the wind always blew"],
    ["home": "on a quiet island"], ["home": "at the end of a long road"], ["home": "behind the seven hills"],
    ["home": "above a bakery"], ["home": "in a house full of clocks"], ["home": "between two rivers"],
    ["home": "in a tiny house with a round window"], ["home": "in an old mill beside a stream"],
  ]
}
