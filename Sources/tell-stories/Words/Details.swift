/// Small things by the way: what somebody wears, carries, eats and meets. They make no difference to what happens,
/// and they make every telling a different one.
enum Details {
  static let sentences = Lexicon.ways([
    // About the hero, soon after the introduction.
    "portrait": """
    {hero} wore {a color} [coat|hat|scarf|sweater|jacket|vest|cap] and always carried {a pocket thing}.
    | {hero} wore {a color} [coat|hat|scarf|sweater] with {a color} [button|pocket|ribbon|patch] on it.
    | In {his} [bag|pocket|basket|old tin box] {hero} kept {a pocket thing}, {a pocket thing} and {a pocket thing}.
    | {hero} had [two|three|four|five|six|seven] [brothers|sisters|cousins|aunts] and {a color} [boat|blanket|door|umbrella].
    | For breakfast {hero} liked {bread} with {spread}, and for supper {bread} with {spread}.
    | {hero} liked three things most of all: {bread} with {spread}, the smell of {smell}, and {a pocket thing} that {he}
      had [found|been given|won] long ago.
    | {hero} could [count to a hundred|whistle with two fingers|hop on one foot|name all the stars|bake {bread}|swim like a
      fish], but {he} could not [sit still|draw {a pocket thing}|find {his} {color} socks|bear the taste of {spread}].
    | Next to {hero}'s bed stood {a pocket thing} and a [cup|jar|bowl|box] of {color} [shells|nuts|buttons|feathers|beads].
    | When it rained, {hero} put on {his} {color} boots, and when it snowed, {he} put on {his} {color} mittens.
    """,
    // About the way or the place.
    "passing": """
    [On|Near|Beside] the [fence|wall|path|gate|bench|old sign] [sat|slept|waited|rested] {a color}
    [cat|bird|butterfly|hen|lizard|dog|moth|snail].
    | A [tall|young|thin|cheerful|bearded] [man|woman] with {a color} [hat|umbrella|basket|coat|wheelbarrow] went by and
      [nodded|said good morning|hummed a tune|was in a hurry|told a joke].
    | Somewhere {sound} could be heard, and the air smelled of {smell}.
    | {hero} counted [three|four|five|six|seven|eight|nine|ten] {color} [flowers|birds|stones|boats|doors|leaves] on the
      way.
    | {hero} [hummed|skipped|whistled|hopped|sang] all the way and thought of [breakfast|supper|{bread} with
      {spread}|the sea|nothing at all|{his} {color} blanket].
    | The {color} [roofs|fields|flowers|hills|clouds] looked as if somebody had painted them [that morning|with a big
      brush|for a feast|in a dream].
    """,
  ])

  static let words = Lexicon.ways([
    "color": "red | blue | green | yellow | white | brown | purple | orange | gray | pink | black | golden",
    "pocket thing": """
    [long|knotted|{color}] string | [smooth|{color}|round|flat] stone | [tiny|rusty|bent|silver] spoon
    | [wooden|{color}|broken] comb | [little|{color}|clay] whistle | [dry|{color}|big] leaf | [short|{color}] pencil
    | [small|cracked|round] mirror | [{color}|paper|folded] map | [{color}|glass|lucky] marble | [old|{color}] coin
    | [{color}|lost|odd] button | [{color}|clean|spotted] handkerchief | [small|{color}|thick] notebook
    """,
    "bread": "bread | toast | pancakes | oat cakes | warm rolls | corn bread | crackers | porridge | dumplings",
    "spread": "butter | honey | plum jam | cheese | cream | apple sauce | nuts | berries | mustard",
    "smell": "hay | fresh bread | rain | smoke | mint | ripe apples | wet wood | soap | old books | roses",
    "sound": """
    a dog | a bell | a flute | a saw | a donkey | a small child | a creaking cart | a hammer | a rooster | a song
    """,
  ])
}
