import Reference
import TestSupport
import Testing

@testable import Formats

@Suite struct TorchFileTests {
  private let folder: TestFolder
  private let floats: [Float] = [1, -2, 0.5, 3, 4, 5]

  init() throws { folder = try TestFolder() }

  private var storage: [UInt8] { floats.flatMap { PickleText.little($0.bitPattern) } }

  private func open(_ archive: StoredArchive) throws -> TorchFile {
    try folder.write(archive.bytes, to: "m.pt")
    return try TorchFile(path: folder.file("m.pt"))
  }

  private func open(_ members: [(String, [UInt8])]) throws -> TorchFile {
    try open(.torch(pickle: PickleText.whole(PickleText.dictionary(members)), storages: [("0", storage)]))
  }

  private func values(_ file: TorchFile, _ name: String, from first: Int = 0, _ count: Int) throws -> [Float] {
    let tensor = try #require(file.root.members?[name]?.tensor)
    var values = [Float](repeating: .nan, count: count)
    try values.withUnsafeMutableBufferPointer { try file.copyFloats(tensor, called: name, from: first, into: $0) }
    return values
  }

  @Test func whatADictionaryHolds() throws {
    let file = try open([
      ("t", PickleText.tensor([2, 3])), ("part", PickleText.tensor([2], offset: 3)), ("n", PickleText.int(-7)),
      ("yes", [0x88]), ("no", [0x89]), ("none", [0x4E]), ("large", [0x8A, 3, 0, 0, 0xFF]),
      ("huge", [0x8A, 9] + [UInt8](repeating: 1, count: 9)), ("real", [0x47, 0x3F, 0xE0, 0, 0, 0, 0, 0, 0]),
      ("list", [0x5D, 0x28, 0x4B, 1, 0x4B, 2, 0x65, 0x4B, 3, 0x61]), ("word", [0x4D, 0x2C, 1]),
    ])
    let root = try #require(file.root.members)
    #expect(try values(file, "t", 6) == floats)
    #expect(try values(file, "t", from: 2, 3) == [0.5, 3, 4])
    #expect(try values(file, "part", 2) == [3, 4])
    #expect(root["t"]?.tensor?.shape == [2, 3])
    #expect(root["n"]?.int == -7 && root["large"]?.int == -65_536 && root["word"]?.int == 300)
    #expect(root["yes"]?.bool == true && root["no"]?.bool == false)
    #expect(root["none"]?.kind == "None" && root["huge"]?.kind == "an integer" && root["huge"]?.int == nil)
    #expect(root["list"]?.kind == "a list" && root["real"]?.kind == "a number")
    #expect(root["t"]?.members == nil)
  }

  /// Large archives have other records; a comment may follow the last one.
  @Test func otherArchives() throws {
    let pickle = PickleText.whole(PickleText.dictionary([("t", PickleText.tensor([6]))]))
    var archive = StoredArchive.torch(pickle: pickle, storages: [("0", storage)])
    archive.isLarge = true
    #expect(try values(open(archive), "t", 6) == floats)
    archive.comment = Array("made by hand, PK\u{5}\u{6} and all".utf8)
    #expect(try values(open(archive), "t", 6) == floats)
  }

  @Test func halfFloatsAndDoubles() throws {
    func read(_ type: String, _ bytes: [UInt8]) throws -> [Float] {
      let pickle = PickleText.whole(PickleText.dictionary([("t", PickleText.tensor([2], type: type))]))
      return try values(open(.torch(pickle: pickle, storages: [("0", bytes)])), "t", 2)
    }
    #expect(try read("HalfStorage", [0, 0x3C, 0, 0xC0]) == [1, -2])
    #expect(try read("BFloat16Storage", [0x80, 0x3F, 0, 0xC0]) == [1, -2])
    #expect(
      try read("DoubleStorage", PickleText.little((0.1).bitPattern) + PickleText.little((-2.0).bitPattern)) == [
        0.1, -2,
      ])
  }

  @Test func theSameNumbers() throws {
    let twice = storage + storage
    let pickle = PickleText.whole(
      PickleText.dictionary([
        ("a", PickleText.tensor([6])), ("b", PickleText.tensor([6], offset: 6)),
        ("c", PickleText.tensor([5], offset: 1)),
      ]))
    let file = try open(.torch(pickle: pickle, storages: [("0", twice)]))
    let all = try #require(file.root.members)
    func tensor(_ name: String) throws -> TorchTensor { try #require(all[name]?.tensor) }
    #expect(try file.isEqual(tensor("a"), tensor("a"), called: ("a", "a")))
    #expect(try file.isEqual(tensor("a"), tensor("b"), called: ("a", "b")))
    #expect(try !file.isEqual(tensor("a"), tensor("c"), called: ("a", "c")))
  }

  // MARK: What is refused

  private func refusal(_ archive: StoredArchive) -> String {
    message(folder) { _ = try open(archive) } ?? "read"
  }

  private func refusal(ofPickle content: [UInt8]) -> String {
    refusal(.torch(pickle: PickleText.whole(content)))
  }

  /// None of what could run code is looked up, let alone run.
  @Test func otherClassesAndFunctions() throws {
    for (module, name) in [
      ("os", "system"), ("builtins", "eval"), ("posix", "system"), ("torch", "load"),
      ("torch._utils", "_rebuild_tensor"),
      ("numpy.core.multiarray", "scalar"), ("collections", "OrderedDict\u{1B}"),
    ] {
      let call = PickleText.global(module, name) + PickleText.tuple(PickleText.text("touch /tmp/x")) + [0x52]
      #expect(
        refusal(ofPickle: call)
          == "m.pt: data.pkl asks for \"\(module).\(name.replacing("\u{1B}", with: "\\u{1B}"))\", which could run code "
          + "(expected tensors, numbers, texts, lists and dictionaries alone); if you trust it, load it with torch.load and save "
          + "the model without other objects")
    }
  }

  static let pickles: [(name: String, content: [UInt8], detail: String)] = [
    ("nothing", [], "is damaged at byte 3: a value is missing"),
    ("protocol", [0x80, 4, 0x4E], "has pickle protocol 4 (expected 2)"),
    ("instance", [0x28, 0x69], "has the instruction 'i' at byte 3 (expected tensors"),
    ("extension", [0x82, 1], "has the instruction byte 0x82 at byte 2 (expected tensors"),
    ("unicode beyond", [0x58, 0xFF, 0xFF, 0xFF, 0xFF], "ends at byte 8 in the middle"),
    ("no mark", [0x74], "is damaged at byte 3: a mark is missing"),
    ("below a mark", [0x4E, 0x28, 0x85], "is damaged at byte 5: a value is missing"),
    ("memo", [0x68, 9], "is damaged at byte 4: value 9 is used before it is made"),
    ("append to None", [0x4E, 0x4E, 0x61], "is damaged at byte 5: items of what is no list"),
    ("member of a list", [0x5D, 0x4E, 0x4E, 0x73], "is damaged at byte 6: members of what is no dictionary"),
    ("odd members", [0x7D, 0x28, 0x4E, 0x75], "is damaged at byte 6: a key without a value"),
    ("call of a number", [0x4B, 1, 0x29, 0x52], "is damaged at byte 6: a call of what is no function"),
    ("call of a class", PickleText.global("torch", "FloatStorage") + [0x29, 0x52], "a call of what is no function"),
    ("state", [0x4B, 1, 0x7D, 0x62], "is damaged at byte 6: a state of what is no dictionary"),
    ("storage", [0x29, 0x51], "a storage of another description than (storage, class, key, device, size)"),
    ("storage of None", [0x4E, 0x51], "a storage without its description"),
    (
      "tensor", PickleText.global("torch._utils", "_rebuild_tensor_v2") + [0x29, 0x52],
      "a tensor of another description than (storage, offset, shape, strides)"
    ),
    ("negative extent", PickleText.tensor([-1]), "a tensor of another description than"),
    ("negative offset", PickleText.tensor([1], offset: -1), "a tensor of another description than"),
    ("strides", PickleText.tensor([2, 2], strides: [1]), "a tensor of another description than"),
  ]

  @Test(arguments: pickles.indices) func damagedPickles(_ index: Int) throws {
    let (name, content, detail) = Self.pickles[index]
    let found = refusal(ofPickle: content)
    #expect(found.hasPrefix("m.pt: data.pkl ") && found.contains(detail), "\(name): \(found)")
  }

  /// Values within values as deep as the file is long, and lists that hold themselves: no stack overflows.
  @Test func deepOnes() throws {
    let depth = 300_000
    let tuples = [0x29] + [UInt8](repeating: 0x85, count: depth)
    #expect(try open(.torch(pickle: PickleText.whole(tuples))).root.kind == "a tuple")
    let lists = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1)
    #expect(try open(.torch(pickle: PickleText.whole(lists))).root.kind == "a list")
    let itself: [UInt8] = [0x5D, 0x71, 0, 0x68, 0, 0x61]
    #expect(try open(.torch(pickle: PickleText.whole(itself))).root.kind == "a list")
    let marks = [UInt8](repeating: 0x28, count: depth)
    #expect(refusal(ofPickle: marks).contains("a value is missing"))
  }

  @Test func aPickleThatIsTooLarge() throws {
    let large = [UInt8](repeating: 0x4E, count: 8 << 20)
    #expect(
      refusal(ofPickle: large)
        == "m.pt: data.pkl has 8388611 bytes (expected at most 8388608); save the model without "
        + "other data")
  }

  @Test func tensorsThatCannotBeRead() throws {
    func problem(_ tensor: [UInt8]) throws -> String {
      let file = try open([("t", tensor)])
      let found = try #require(file.root.members?["t"]?.tensor)
      return message(folder) { try file.check(found, called: "t") } ?? "read"
    }
    #expect(try problem(PickleText.tensor([2, 3])) == "read")
    #expect(
      try problem(PickleText.tensor([7]))
        == "m.pt: cut off: tensor \"t\" ends at byte 28 of a storage of 24; copy or download the file again")
    #expect(try problem(PickleText.tensor([6], offset: 1)).contains("ends at byte 28 of a storage of 24"))
    #expect(try problem(PickleText.tensor([0], offset: .max)).contains("of a storage of 24"))
    #expect(
      try problem(PickleText.tensor([.max, .max, .max, 4], strides: [0, 0, 0, 1])).contains(
        "does not lie row after row"))
    #expect(
      try problem(PickleText.tensor([1 << 30, 1 << 30], strides: [1 << 30, 1])).contains("of a storage of 24"))
    #expect(
      try problem(PickleText.tensor([2, 3], strides: [1, 2]))
        == "m.pt: tensor \"t\" does not lie row after row; save it after .contiguous()")
    #expect(
      try problem(PickleText.tensor([1], type: "LongStorage"))
        == "m.pt: tensor \"t\" has type I64 (expected F32, F16, BF16 or F64); save it as one of these")
    #expect(
      try problem(PickleText.tensor([1], storage: "../data.pkl"))
        == "m.pt: no storage of tensor \"t\" in the archive; copy or download the file again")
  }

  @Test func otherFiles() throws {
    let good = StoredArchive.torch(pickle: PickleText.whole([0x4E]))
    #expect(refusal(good) == "read")
    var packed = good
    packed.method = 8
    #expect(
      refusal(packed)
        == "m.pt: member \"a/byteorder\" is compressed or encrypted (expected it as it is, as torch.save writes "
        + "it); load it with torch.load and save it again")
    #expect(
      refusal(StoredArchive([("a/x", [])]))
        == "m.pt: no member \"data.pkl\" (expected a file of torch.save); save it with "
        + "torch.save")
    #expect(
      refusal(StoredArchive(good.members + [("a/data.pkl", [])]))
        == "m.pt: is a damaged zip archive: two members are called \"a/data.pkl\" (expected a file of torch.save); copy or "
        + "download it again")
    #expect(
      refusal(StoredArchive(good.members + [("a/constants.pkl", []), ("a/code/x.py", [])]))
        == "m.pt: is a TorchScript archive, which holds a program (expected a dictionary of tensors); load it with "
        + "torch.jit.load and save its state_dict() with torch.save")
    var big = good
    big.members[1].content = Array("big".utf8)
    #expect(
      refusal(big)
        == "m.pt: has big-endian numbers (expected little-endian ones); save it again on a little-endian machine")
    try folder.write("PK but no archive", to: "m.pt")
    #expect(
      message(folder) { _ = try TorchFile(path: folder.file("m.pt")) }
        == "m.pt: cut off: no directory of a zip archive at its end (expected a file of torch.save); copy or download it again"
    )
    let old: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    try folder.write(old, to: "m.pt")
    #expect(
      message(folder) { _ = try TorchFile(path: folder.file("m.pt")) }
        == "m.pt: is a file of torch.save from before PyTorch 1.6 (expected a zip archive); load it with torch.load in a recent "
        + "PyTorch and save it again")
  }

  /// A directory that names one member's bytes as another's too.
  @Test func overlappingMembers() throws {
    let pickle = PickleText.whole([0x4E])
    // The directory's second entry is led to a header that lies within the first member.
    let inner = StoredArchive([("b", [7])]).bytes
    var bytes = StoredArchive([("a/data.pkl", pickle + inner), ("b", [7])]).bytes
    let entry = try #require(bytes.indices.last { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    let place = 30 + "a/data.pkl".utf8.count + pickle.count
    bytes.replaceSubrange(entry + 42..<entry + 46, with: PickleText.little(UInt32(place)))
    try folder.write(bytes, to: "m.pt")
    #expect(
      message(folder) { _ = try TorchFile(path: folder.file("m.pt")) }
        == "m.pt: is a damaged zip archive: members \"a/data.pkl\" and \"b\" overlap (expected a file of torch.save); copy or "
        + "download it again")
  }

  /// Cut at any byte the last record is gone; a flipped bit never traps.
  @Test func cutsAndFlippedBits() throws {
    let pickle = PickleText.whole(PickleText.dictionary([("t", PickleText.tensor([6]))]))
    let whole = StoredArchive.torch(pickle: pickle, storages: [("0", storage)]).bytes
    for length in 0..<whole.count {
      try folder.write(whole[..<length], to: "m.pt")
      #expect(throws: FormatError.self, "\(length)") { try TorchFile(path: folder.file("m.pt")) }
    }
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1 << (index % 8)
      try folder.write(bytes, to: "m.pt")
      guard let file = try? TorchFile(path: folder.file("m.pt")) else { continue }
      for (name, value) in file.root.members ?? [:] {
        if let tensor = value.tensor { try? file.check(tensor, called: name) }
      }
    }
  }
}
