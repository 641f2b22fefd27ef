import Messages

/// Why a dataset cannot be used.
package enum DatasetProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The JSON is not a dataset's.
  case notDataset
  case version(found: String)
  /// A directory without a shard.
  case noShards
  /// A shard that the dataset lists is not there.
  case missingShard(String)
  /// A shard's name that would lead out of the dataset's directory.
  case unsafeName(String)
  case noSplit(String, available: [String])
  /// The shards' numbers do not add up to their split's.
  case sum(split: String, what: String, expected: Int, found: Int)
  /// A shard is not the one that the dataset lists.
  case shardDiffers(String, what: String, expected: String, found: String)
  /// Shards of one split that do not form a complete series.
  case incompleteSeries(split: String, missing: Int, of: Int)
  /// A shard whose header contradicts the other shards.
  case mixedShards(String)

  package var description: String {
    switch self {
    case .notDataset:
      return "is not a dataset (expected a dataset.json made by shard)"
    case .version(let found):
      return "is a dataset of version \(Printable.quoted(found)) (expected \(DatasetFile.version)); "
        + "use the release of Letterpress that made it"
    case .noShards:
      return "no token shards in this directory; check the path or make them with shard"
    case .missingShard(let name):
      return "lists the shard \(Printable.quoted(name)), which does not exist; restore it or make the dataset again"
    case .unsafeName(let name):
      return "lists the shard \(Printable.quoted(name)) (expected a plain file name in the dataset's own directory)"
    case .noSplit(let name, let available):
      let names = available.map { Printable.quoted($0) }.joined(separator: ", ")
      return "has no split \(Printable.quoted(name)) (it has \(names.isEmpty ? "none" : names))"
    case .sum(let split, let what, let expected, let found):
      return "the shards of split \(Printable.quoted(split)) hold \(found) \(what) (expected \(expected)); "
        + "make the dataset again with shard"
    case .shardDiffers(let name, let what, let expected, let found):
      return "the shard \(Printable.quoted(name)) has \(what) \(found) (expected \(expected)); "
        + "it was replaced or damaged, make the dataset again with shard"
    case .incompleteSeries(let split, let missing, let count):
      return "split \(Printable.quoted(split)) lacks shard \(missing) of \(count); restore it or make the dataset again"
    case .mixedShards(let name):
      return "the shard \(Printable.quoted(name)) comes from another tokenizer or dataset than the others; remove it"
    }
  }
}
