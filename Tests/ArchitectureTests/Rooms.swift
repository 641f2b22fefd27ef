/// Which module may import which: the table of docs/architecture.md, as a value.
///
/// Swift itself does not enforce it: an undeclared import of a target that happens to be built already compiles.
enum Rooms {
  /// What the operating system and the toolchain offer to everyone.
  static let system: Set<String> = ["Glibc", "Musl", "Darwin", "Platform", "Dispatch", "Synchronization"]

  /// Foundation is large and slow to start: only storage and commands may ask for it.
  static let foundation: Set<String> = ["Foundation", "FoundationEssentials"]

  /// Module → modules of this package and of others that it may import.
  static let allowed: [String: Set<String>] = [
    "Platform": [],
    "Memory": [],
    "Parallel": [],
    "Randomness": [],
    "Kernels": ["CKernels", "Memory", "Parallel"],
    "Tokenization": ["CTokenizer", "Memory", "Parallel", "HeapModule"],
    "Sharding": ["Randomness"],
    "Engines": [],
    "Transformer": ["Kernels", "Randomness"],
    "Training": ["Transformer", "Kernels", "Parallel", "Randomness"],
    "Reference": [],

    "Formats": ["CSystem", "CZstd", "Memory", "Parallel", "Crypto"],
    "Manifest": ["CSQLite", "Formats", "Parallel", "GRDB"],
    "Checkpoints": ["Formats", "Transformer", "Training", "Kernels"],
    "Datasets": ["Formats", "Tokenization", "Sharding", "Memory", "Parallel"],
    "Reports": ["Formats"],
    "CommandSupport": ["CSystem", "Manifest", "Formats", "Memory", "Parallel", "ArgumentParser"],

    "bpe-train": command(["Datasets", "Tokenization"]),
    "bpe-encode": command(["Datasets", "Engines", "Tokenization"]),
    "shard": command(["Datasets", "Sharding"]),
    "lm-train": command([
      "Checkpoints", "Datasets", "Manifest", "Reports", "Training", "Transformer", "Kernels", "Tokenization",
    ]),
    "lm-eval": command(["Checkpoints", "Manifest", "Reports", "Training", "Transformer", "Kernels"]),
    "lm-sample": command(["Checkpoints", "Datasets", "Transformer", "Kernels", "Tokenization", "Randomness"]),
    "manifest-tool": command(["Manifest"]),
    "tell-stories": command(["Randomness"]),
    "machine-speed": command(["Kernels"]),
  ]

  /// Values and buffers in, values and buffers out.
  static let computation: Set<String> = [
    "Memory", "Parallel", "Randomness", "Kernels", "Tokenization", "Sharding", "Engines", "Transformer", "Training",
    "Reference",
  ]

  /// What touches disks, databases or terminals.
  static let storage: Set<String> = [
    "CZstd", "CSQLite", "Formats", "Manifest", "Checkpoints", "Datasets", "Reports", "CommandSupport", "GRDB", "Crypto",
    "ArgumentParser",
  ]

  private static func command(_ rooms: Set<String>) -> Set<String> {
    rooms.union(["CommandSupport", "Formats", "Parallel", "ArgumentParser"])
  }
}
