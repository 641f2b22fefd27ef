// swift-tools-version: 6.1
//
// Letterpress: raw text to a trained language model, in executables that meet only in files.
// docs/architecture.md explains the modules. Which may import which is said here and nowhere else: pipelines/build.sh
// has SwiftPM hold the imports to it, and Tests/ArchitectureTests each import to its own target's dependencies, and
// computation away from storage.

import PackageDescription

// MARK: What comes from outside

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// MARK: How targets are made

/// A module: one duty, and the only modules it may import.
func module(
  _ name: String, imports dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources)
}

/// Without the debugger's tables, which are three quarters of a program: each is read whole, once for each manifest, so
/// that a record can name it by content. Names of functions stay, for traces.
let slim: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-S"], .when(configuration: .release))]

/// A command: it parses, validates and calls.
func tool(_ name: String, imports dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: ["CommandSupport", argumentParser] + dependencies, linkerSettings: slim)
}

/// The tests of one module, at the same paths as its sources.
func tests(of name: String, imports dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name)] + dependencies,
    resources: resources)
}

/// Flags that let a sanitizer watch our own C: pipelines/test/fuzz.sh and sanitizers.sh ask for them. (Those of
/// `swift build --sanitize` would go to the libraries' C too, which is most of a build's time.)
let watched = (Context.environment["LETTERPRESS_WATCH"] ?? "").split(separator: " ").map(String.init)

/// The commit, for `--version`: pipelines/build.sh tells it. Of the sources only three small C files know, so that nothing
/// else is compiled again when it changes.
let commit: [CSetting] =
  (Context.environment["LETTERPRESS_COMMIT"] ?? "").isEmpty
  ? [] : [.define("LETTERPRESS_COMMIT", to: "\"\(Context.environment["LETTERPRESS_COMMIT"] ?? "")\"")]

/// The modules whose readers of bytes are fuzzed.
let fuzzed: [Target.Dependency] = [
  "Formats", "Tokenization", "Datasets", "Manifest", "Checkpoints", "Training", "Transformer", "Kernels", "Parallel",
  "Reports", "Reference", "Platform",
]

let package = Package(
  name: "letterpress",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "bpe-train", targets: ["bpe-train"]),
    .executable(name: "bpe-encode", targets: ["bpe-encode"]),
    .executable(name: "shard", targets: ["shard"]),
    .executable(name: "lm-train", targets: ["lm-train"]),
    .executable(name: "lm-eval", targets: ["lm-eval"]),
    .executable(name: "lm-sample", targets: ["lm-sample"]),
    // The target is not called `manifest`: macOS file systems would confuse it with `Manifest`.
    .executable(name: "manifest", targets: ["manifest-tool"]),
    .executable(name: "tell-stories", targets: ["tell-stories"]),
  ],
  dependencies: [
    // Exact versions, so that every clone builds the same sources. Package.resolved would pin commits too, but a copy of
    // these repositories may have the versions under commits of its own.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // MARK: Foundations

    /** The system's libzstd, nothing else. */
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    /** The system's SQLite, and what Swift cannot call of it. */
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    /** SIMD microkernels with run-time dispatch; only this, `CTokenizer` and `CSHA256` name instruction sets. */
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"] + watched)]),
    /** Where GPT-2's pattern cuts a text, with run-time dispatch. */
    .target(name: "CTokenizer", cSettings: [.unsafeFlags(["-O3"] + watched)]),
    /** SHA-256, with run-time dispatch. Its words would be moved into vectors and back without gain. */
    .target(name: "CSHA256", cSettings: [.unsafeFlags(["-O3", "-fno-slp-vectorize"] + watched)]),
    /** The functions of MPI libraries, by place, and their three binary interfaces. */
    .target(name: "CMPI", cSettings: [.unsafeFlags(["-O2"] + watched)]),
    /** What Swift cannot do by itself in a process: its arguments as bytes, mapped files that are cut, commit and processor. */
    .target(name: "CSystem", cSettings: [.unsafeFlags(["-O2"] + watched)] + commit),
    /** The functions of the PJRT C API, by place, and their arguments. */
    .target(name: "CPJRT", cSettings: [.unsafeFlags(["-O2"] + watched)]),
    /** The system's C library, under one name on all systems. */
    module("Platform"),
    /** Memory whose size a file or a user decides, which may be refused. */
    module("Memory", imports: ["Platform"]),
    /** A thread team: splits work over N threads with results that do not depend on N. */
    module("Parallel", imports: ["Platform"]),
    /** Words for people: kinds of errors, messages that name fields, safe text, numbers. */
    module("Messages"),
    /** Lines that a person types: keys, editing, history, the terminal while it is raw. */
    module("LineEditing", imports: ["Memory", "Platform", "Messages"]),
    /** Seeded random numbers, the same on every machine. */
    module("Randomness"),

    // MARK: Computation: takes and returns plain values and buffers, never imports storage

    /** Float operations on raw buffers, forward and backward. */
    module("Kernels", imports: ["CKernels", "Memory", "Parallel", "Platform"]),
    /** Byte-level BPE: pretokenise, train merges, encode, decode. */
    module(
      "Tokenization", imports: ["CTokenizer", "Memory", "Parallel", "Platform", "Messages"],
      exclude: ["Unicode/make_tables.py", "Unicode/make_normalization.py"]),
    /** Conversations, and prompts with completions, as marked text. */
    module("Conversations", imports: ["Tokenization"]),
    /** Which document goes into which split, in which order. */
    module("Sharding", imports: ["Randomness", "Messages"]),
    /** The model: configuration, parameters, forward, backward, KV cache, sampling. */
    module("Transformer", imports: ["Kernels", "Randomness", "Platform", "Messages"]),
    /** Optimiser, schedule, clipping, batches, step loop. */
    module("Training", imports: ["Collectives", "Transformer", "Kernels", "Randomness", "Platform", "Messages"]),

    /** Programs for accelerators: a graph of shaped, typed values, its StableHLO text, reverse-mode differentiation. */
    module("StableHLO", imports: ["Messages"]),
    /** Training steps, losses and decoding by programs of devices: the second engine behind `TrainingStep`. */
    module(
      "DeviceTraining",
      imports: ["ModelPrograms", "StableHLO", "PJRT", "Training", "Transformer", "Kernels", "Platform", "Messages"]),
    /** The model's training step, evaluation and decoding as programs for accelerators. */
    module(
      "ModelPrograms", imports: ["StableHLO", "Transformer", "Training", "Kernels", "Platform", "Messages"]),

    /** Sums, broadcasts and agreement over the ranks of a group, along one fixed tree; messages are its callers'. */
    module("Collectives", imports: ["Memory", "Parallel", "Platform", "Messages"]),

    /** Which task of how many an engine (Slurm, MPI, Kubernetes, GNU parallel) made of this process. */
    module("Engines", imports: ["Messages", "Platform"]),

    /** Messages between processes that a launcher started together, by an MPI library that is found at run time. */
    module("MPI", imports: ["CMPI", "Collectives", "Engines", "Parallel", "Platform", "Messages"]),

    /** Accelerators: plugins that compile and run programs on devices, found at run time. */
    module("PJRT", imports: ["CPJRT", "Platform", "Messages"]),
    /** Which plugins there are, where they are looked for, what they need beside them; processes that share devices. */
    module(
      "Accelerators", imports: ["DeviceTraining", "PJRT", "Formats", "Parallel", "Platform", "Messages"]),

    // MARK: Storage

    /** Every byte layout on disk, atomic writes, hashing. */
    module("Formats", imports: ["CSHA256", "CSystem", "CZstd", "Memory", "Parallel", "Platform", "Messages"]),
    /** SQLite for Swift: connections, statements, rows. */
    module("SQLite", imports: ["CSQLite"]),
    /** manifest.db: schema, migrations, receipts, lineage queries. */
    module("Manifest", imports: ["CSQLite", "SQLite", "Engines", "Formats", "Parallel", "Platform", "Messages"]),
    /** Models and the state of their training as checkpoint files: where computation meets storage. */
    module("Checkpoints", imports: ["Formats", "Transformer", "Training", "Kernels", "Platform", "Messages"]),
    /** What a training costs on this machine, and the model that fits a text and a time. */
    module(
      "Planning",
      imports: ["Formats", "Training", "Transformer", "Kernels", "Parallel", "Platform", "Messages"]),
    /** Text files into token parts, parts into a dataset: where tokenizing and sharding meet storage. */
    module(
      "Datasets",
      imports: ["Formats", "Conversations", "Tokenization", "Sharding", "Memory", "Parallel", "Platform", "Messages"]),
    /** Runs beside each other as a page and as figures: values in, HTML and SVG out. */
    module(
      "Reports", imports: ["Formats", "Platform", "Messages"],
      resources: ["page.css", "scales.js", "panel.js", "pointer.js", "page.js"].map { .embedInCode("Assets/\($0)") }),

    // MARK: Commands

    /** What all tools share: stage run record, up-to-date check, progress, exit codes, error text. */
    module(
      "CommandSupport",
      imports: [
        "CSystem", "Engines", "Manifest", "Formats", "Memory", "Parallel", "Platform", "Messages", argumentParser,
      ]),
    /** What the tools share that compute on a device: what its flags mean, and how it is opened. */
    module(
      "DeviceCommands",
      imports: ["Accelerators", "CommandSupport", "DeviceTraining", "Formats", "Manifest", "ModelPrograms"]),
    tool("bpe-train", imports: ["Datasets", "Tokenization", "Formats", "Parallel", "Messages"]),
    tool(
      "bpe-encode",
      imports: [
        "Conversations", "Datasets", "Engines", "Tokenization", "Formats", "Parallel", "Platform", "Messages",
      ]),
    tool("shard", imports: ["Datasets", "Sharding", "Formats", "Parallel", "Messages"]),
    tool(
      "lm-train",
      imports: [
        "Accelerators", "Checkpoints", "Collectives", "Conversations", "Datasets", "DeviceCommands", "DeviceTraining",
        "Engines",
        "MPI", "Manifest", "ModelPrograms", "PJRT", "Planning", "Reports", "Training", "Transformer", "Kernels",
        "Tokenization", "Formats",
        "Parallel",
        "Platform", "Messages",
      ]),
    tool(
      "lm-eval",
      imports: [
        "Checkpoints", "Datasets", "DeviceCommands", "DeviceTraining", "Accelerators", "Manifest", "Reports",
        "Training",
        "Transformer", "Kernels", "Tokenization", "Formats", "Parallel", "Messages",
      ]),
    tool(
      "lm-sample",
      imports: [
        "Checkpoints", "Conversations", "Datasets", "DeviceCommands", "DeviceTraining", "LineEditing", "Manifest",
        "Transformer", "Kernels", "Tokenization", "Formats", "Parallel", "Platform", "Messages",
      ]),
    tool("manifest-tool", imports: ["Manifest", "Formats", "Platform", "Messages"]),

    // MARK: Beside the pipeline

    /** Writes the embedded corpus: varied simple stories from a committed seed. */
    tool("tell-stories", imports: ["Formats", "Randomness", "Messages"]),
    /** What this machine can do at most, for the benchmarks: multiply-adds and bytes read. */
    tool(
      "machine-speed",
      imports: ["Kernels", "Planning", "Datasets", "Tokenization", "Formats", "Parallel", "Randomness", "Messages"]),
    /** Ranks that sum numbers through a real MPI library, for pipelines/test/mpi.sh; never shipped. */
    .executableTarget(
      name: "mpi-check",
      dependencies: ["Collectives", "CommandSupport", "Engines", "MPI", "Reference", "Platform", "Messages"]),
    /** The slow, obvious version of every fast thing: oracle of tests and benchmarks, never shipped. */
    module("Reference", imports: ["StableHLO", "Platform"]),
    /** What the tests of several modules share: folders, goldens of other programs. */
    module("TestSupport", imports: ["Transformer", "StableHLO", "PJRT", "Accelerators"]),

    // MARK: Tests

    .testTarget(name: "ArchitectureTests"),
    tests(of: "Parallel"),
    tests(of: "Messages"),
    tests(of: "LineEditing", imports: ["Messages"]),
    tests(of: "Randomness", imports: ["Platform"]),
    tests(of: "Kernels", imports: ["CKernels", "Parallel", "Reference", "Randomness", "Platform"]),
    tests(
      of: "Tokenization", imports: ["Parallel", "Reference", "Randomness", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests(of: "StableHLO", imports: ["Reference", "TestSupport"]),
    tests(
      of: "ModelPrograms",
      imports: [
        "StableHLO", "PJRT", "Accelerators", "Transformer", "Training", "Kernels", "Parallel", "Platform", "Randomness",
        "Reference", "TestSupport",
      ]),
    tests(of: "Conversations", imports: ["Tokenization", "Reference", "TestSupport"]),
    tests(of: "Sharding"),
    tests(of: "Engines"),
    tests(of: "Collectives", imports: ["Messages", "Parallel", "Platform", "Randomness", "Reference"]),
    tests(of: "MPI", imports: ["Engines", "Messages", "Platform", "TestSupport"]),
    tests(of: "PJRT", imports: ["Accelerators", "Messages", "Platform", "TestSupport"]),
    tests(of: "Accelerators", imports: ["PJRT", "Messages", "Parallel", "Randomness", "TestSupport"]),
    tests(
      of: "DeviceTraining",
      imports: [
        "Accelerators", "ModelPrograms", "PJRT", "Training", "Transformer", "Kernels", "Parallel", "TestSupport",
      ]),
    tests(
      of: "Transformer",
      imports: ["Messages", "Kernels", "Parallel", "Reference", "Randomness", "Platform", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "Training",
      imports: ["Transformer", "Kernels", "Parallel", "Randomness", "Platform", "Reference", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "Formats", imports: ["CZstd", "Parallel", "Randomness", "Reference", "Messages", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests(of: "SQLite", imports: ["CSQLite", "TestSupport"]),
    tests(
      of: "Manifest", imports: ["SQLite", "Engines", "Formats", "Parallel", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "Checkpoints",
      imports: [
        "Messages", "CommandSupport", "Formats", "Transformer", "Training", "Kernels", "Parallel", "Platform",
        "Reference", "TestSupport",
      ],
      resources: [.copy("Fixtures")]),
    tests(of: "Datasets", imports: ["Formats", "Tokenization", "Sharding", "Parallel", "TestSupport"]),
    tests(of: "Planning", imports: ["Formats", "Training", "Transformer", "TestSupport"]),
    tests(of: "Reports", imports: ["Formats", "TestSupport"]),
    tests(
      of: "CommandSupport",
      imports: [
        "SQLite", "Engines", "Manifest", "Formats", "Messages", "Kernels", "Transformer", "Training", argumentParser,
      ]),
    /** Whatever bytes a reader is given: the inputs that fuzzing found worth keeping, replayed. */
    .testTarget(
      name: "FuzzingTests", dependencies: fuzzed,
      exclude: ["Fuzzer.swift", "Dictionaries"], resources: [.copy("Corpus")]),
    /** The tools themselves, run as a user runs them. */
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "bpe-train", "bpe-encode", "shard", "lm-train", "lm-eval", "lm-sample", "manifest-tool", "tell-stories",
        "machine-speed", "CommandSupport", "Formats", "Platform", "Randomness", "TestSupport",
      ],
      exclude: ["Faults"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)

// pipelines/test/fuzz.sh asks for the fuzzer: the same targets around libFuzzer's loop instead of tests. It needs a
// runtime that only some toolchains have, and every module instrumented, and so has a build directory of its own.
if Context.environment["LETTERPRESS_FUZZER"] != nil {
  package.targets.removeAll { $0.type == .test }
  package.targets.append(
    .executableTarget(
      name: "fuzzer", dependencies: fuzzed, path: "Tests/FuzzingTests",
      exclude: ["ReplayTests.swift", "Corpus", "Dictionaries"]))
}
