/// Reads pickles of protocol 2 that hold what `torch.save` makes of dictionaries of tensors: a machine with a stack that knows
/// only the instructions that are needed for these, and no class or function but those of ``Pickle/Global``.
///
/// Its memory grows with the bytes that it reads, and its work too. Source of the instructions: python/cpython,
/// Lib/pickletools.py.
struct PickleReader {
  private let bytes: UnsafeRawBufferPointer
  private var place = 0
  private var pickle = Pickle()
  private var stack: [Pickle.Value] = []
  /// How high the stack was at each mark that is open.
  private var marks: [Int] = []
  private var memo: [Int: Pickle.Value] = [:]

  /// - Throws: ``TorchProblem``
  static func read(_ bytes: UnsafeRawBufferPointer) throws(TorchProblem) -> Pickle {
    var reader = PickleReader(bytes: bytes)
    while try reader.step() {}
    return reader.pickle
  }

  private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Obeys one instruction.
  ///
  /// - Returns: whether there is another
  private mutating func step() throws(TorchProblem) -> Bool {
    let start = place
    let code = try byte()
    switch code {
    case 0x80:
      let number = try Int(byte())
      guard number == 2 else { throw .protocolNumber(number) }
    case UInt8(ascii: "."):
      pickle.root = try pop()
      return false
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88, 0x89: stack.append(.bool(code == 0x88))
    case UInt8(ascii: "K"): stack.append(.integer(Int(try byte())))
    case UInt8(ascii: "M"): stack.append(.integer(Int(try number(UInt16.self))))
    case UInt8(ascii: "J"): stack.append(.integer(Int(try number(Int32.self))))
    case 0x8A: stack.append(try longInteger())
    case UInt8(ascii: "G"): stack.append(.number(Double(bitPattern: try number(UInt64.self).byteSwapped)))
    case UInt8(ascii: "X"): try pushText(try span(Int(try number(UInt32.self))))
    case UInt8(ascii: "}"): push(.dictionary(pickle.objects.count), [])
    case UInt8(ascii: "]"): push(.list(pickle.objects.count), [])
    case UInt8(ascii: ")"): push(.tuple(pickle.objects.count), [])
    case UInt8(ascii: "t"): push(.tuple(pickle.objects.count), try popToMark())
    case 0x85, 0x86, 0x87: push(.tuple(pickle.objects.count), try pop(Int(code) - 0x84))
    case UInt8(ascii: "a"): try extendList(try pop(1))
    case UInt8(ascii: "e"): try extendList(try popToMark())
    case UInt8(ascii: "s"): try extendDictionary(try pop(2))
    case UInt8(ascii: "u"): try extendDictionary(try popToMark())
    case UInt8(ascii: "q"): memo[Int(try byte())] = try top()
    case UInt8(ascii: "r"): memo[Int(try number(UInt32.self))] = try top()
    case UInt8(ascii: "h"): try recall(Int(try byte()))
    case UInt8(ascii: "j"): try recall(Int(try number(UInt32.self)))
    case UInt8(ascii: "c"): try pushGlobal()
    case UInt8(ascii: "Q"): try pushStorage()
    case UInt8(ascii: "R"): try call()
    case UInt8(ascii: "b"): try setState()
    default: throw .opcode(code, at: start)
    }
    return true
  }

  private func damaged(_ detail: String) -> TorchProblem { .pickle(at: place, detail: detail) }

  // MARK: Bytes

  private mutating func span(_ count: Int) throws(TorchProblem) -> UnsafeRawBufferPointer {
    guard count <= bytes.count - place else { throw .pickleCut(at: bytes.count) }
    defer { place += count }
    return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
  }

  private mutating func byte() throws(TorchProblem) -> UInt8 { try span(1)[0] }

  private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(TorchProblem) -> Number {
    Number(littleEndian: try span(MemoryLayout<Number>.size).loadUnaligned(as: type))
  }

  /// Two's complement of any length.
  private mutating func longInteger() throws(TorchProblem) -> Pickle.Value {
    let digits = try span(Int(try byte()))
    guard digits.count <= 8 else { return .largeInteger }
    let sign: UInt64 = (digits.last ?? 0) >= 0x80 ? .max : 0
    return .integer(Int(Int64(bitPattern: digits.reversed().reduce(sign) { $0 << 8 | UInt64($1) })))
  }

  /// A line's text, without its end.
  private mutating func line() throws(TorchProblem) -> String {
    guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) else { throw .pickleCut(at: bytes.count) }
    let text = String(decoding: try span(end - place), as: UTF8.self)
    place += 1
    return text
  }

  // MARK: The stack

  /// Values below the last mark are not reached before it goes.
  private var reachable: Int { stack.count - (marks.last ?? 0) }

  private func top() throws(TorchProblem) -> Pickle.Value {
    guard reachable > 0, let value = stack.last else { throw damaged("a value is missing") }
    return value
  }

  private mutating func pop() throws(TorchProblem) -> Pickle.Value {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(TorchProblem) -> [Pickle.Value] {
    guard reachable >= count else { throw damaged("a value is missing") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(TorchProblem) -> [Pickle.Value] {
    guard let mark = marks.popLast() else { throw damaged("a mark is missing") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func push(_ value: Pickle.Value, _ items: [Pickle.Value]) {
    pickle.objects.append(items)
    stack.append(value)
  }

  private mutating func pushText(_ text: UnsafeRawBufferPointer) throws(TorchProblem) {
    stack.append(.text(pickle.texts.count))
    pickle.texts.append(String(decoding: text, as: UTF8.self))
  }

  private mutating func recall(_ index: Int) throws(TorchProblem) {
    guard let value = memo[index] else { throw damaged("value \(index) is used before it is made") }
    stack.append(value)
  }

  // MARK: Objects

  private mutating func extendList(_ items: [Pickle.Value]) throws(TorchProblem) {
    guard case .list(let index) = try top() else { throw damaged("items of what is no list") }
    pickle.objects[index] += items
  }

  private mutating func extendDictionary(_ items: [Pickle.Value]) throws(TorchProblem) {
    guard case .dictionary(let index) = try top() else { throw damaged("members of what is no dictionary") }
    guard items.count.isMultiple(of: 2) else { throw damaged("a key without a value") }
    pickle.objects[index] += items
  }

  private mutating func pushGlobal() throws(TorchProblem) {
    let (module, name) = (try line(), try line())
    guard let global = Pickle.Global("\(module).\(name)") else { throw .global("\(module).\(name)") }
    stack.append(.global(global))
  }

  /// Of `("storage", its class, its member, its device, its size)`.
  private mutating func pushStorage() throws(TorchProblem) {
    guard case .tuple(let index) = try pop() else { throw damaged("a storage without its description") }
    let parts = pickle.objects[index]
    guard parts.count == 5, case .text(let kind) = parts[0], pickle.texts[kind] == "storage",
      case .global(.storage(let type)) = parts[1], case .text(let key) = parts[2], case .integer = parts[4]
    else { throw damaged("a storage of another description than (storage, class, key, device, size)") }
    stack.append(.storage(pickle.storages.count))
    pickle.storages.append(Pickle.Storage(key: pickle.texts[key], type: type))
  }

  /// Makes what a known function would make.
  private mutating func call() throws(TorchProblem) {
    guard case .tuple(let index) = try pop(), case .global(let global) = try pop() else {
      throw damaged("a call of what is no function")
    }
    let arguments = pickle.objects[index]
    switch global {
    case .orderedDictionary:
      guard arguments.isEmpty else { throw damaged("a dictionary made of arguments") }
      push(.dictionary(pickle.objects.count), [])
    case .parameter:
      guard case .tensor? = arguments.first else { throw damaged("a parameter without a tensor") }
      stack.append(arguments[0])
    case .tensor:
      stack.append(.tensor(pickle.tensors.count))
      pickle.tensors.append(try tensor(arguments))
    case .storage: throw damaged("a call of what is no function")
    }
  }

  /// Of (storage, offset, shape, strides, …); what follows is about gradients.
  private func tensor(_ arguments: [Pickle.Value]) throws(TorchProblem) -> TorchTensor {
    guard arguments.count >= 4, case .storage(let index) = arguments[0], case .integer(let offset) = arguments[1],
      let shape = sizes(arguments[2]), let strides = sizes(arguments[3]), offset >= 0, shape.count == strides.count
    else { throw damaged("a tensor of another description than (storage, offset, shape, strides)") }
    let storage = pickle.storages[index]
    return TorchTensor(shape: shape, type: storage.type, storage: storage.key, offset: offset, strides: strides)
  }

  /// The numbers of a tuple of a few that are not negative.
  private func sizes(_ value: Pickle.Value) -> [Int]? {
    guard case .tuple(let index) = value, pickle.objects[index].count <= 16 else { return nil }
    let sizes = pickle.objects[index].compactMap { if case .integer(let size) = $0, size >= 0 { size } else { nil } }
    return sizes.count == pickle.objects[index].count ? sizes : nil
  }

  /// A state dict's own notes, of which nothing is needed.
  private mutating func setState() throws(TorchProblem) {
    _ = try pop()
    guard case .dictionary = try top() else { throw damaged("a state of what is no dictionary") }
  }
}
