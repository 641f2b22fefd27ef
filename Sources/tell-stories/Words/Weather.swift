/// The time and the weather a story begins in; the two sentences agree.
enum Weather {
  static let fair: [Frame] = [
    ["day": "one sunny morning", "sky": "The sun was warm and the sky was blue."],
    ["day": "one bright morning", "sky": "There was not a cloud in the sky."],
    ["day": "one spring day", "sky": "The air smelled of flowers."],
    ["day": "one summer day", "sky": "It was hot, and the cicadas sang."],
    ["day": "one autumn day", "sky": "Red and yellow leaves fell from the trees."],
    ["day": "one windy day", "sky": "The wind pushed the white clouds along."],
    ["day": "one quiet afternoon", "sky": "The light was soft and golden."],
    ["day": "one cool morning", "sky": "Drops of dew shone in the grass."],
    ["day": "one fine Saturday", "sky": "Everybody was outside to enjoy the sun."],
    ["day": "one Sunday", "sky": "The bells rang, and the air was clear."],
    ["day": "one early morning", "sky": "The birds had just begun to sing."],
    ["day": "one warm evening", "sky": "The sky was turning pink."],
    ["day": "one foggy morning", "sky": "The fog lay on the fields like milk."],
    ["day": "one clear morning", "sky": "It had rained in the night, and the world was clean."],
    ["day": "one market day", "sky": "The streets were full of people."],
    ["day": "one lazy afternoon", "sky": "Even the cats slept in the shade."],
    ["day": "one golden day", "sky": "The light lay on the roofs like honey."],
    ["day": "one day in May", "sky": "The cuckoo called from the wood."],
    ["day": "one day in June", "sky": "The roses were in bloom."],
    ["day": "one Monday morning", "sky": "A soft wind came from the south."],
    ["day": "one free afternoon", "sky": "Small white clouds sailed by like ships."],
    ["day": "one bright Friday", "sky": "Swallows flew high above the houses."],
  ]
}
