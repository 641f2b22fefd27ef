/// Pickles, instruction by instruction.
enum PickleText {
  static func text(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }
  static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }
  static func int(_ value: Int32) -> [UInt8] { [0x4A] + little(value) }
  static func tuple(_ items: [UInt8]...) -> [UInt8] { [0x28] + items.joined() + [0x74] }

  /// A pickle of protocol 2.
  static func whole(_ content: [UInt8]) -> [UInt8] { [0x80, 2] + content + [0x2E] }

  /// A dictionary with these members.
  static func dictionary(_ members: [(String, [UInt8])]) -> [UInt8] {
    [0x7D, 0x28] + members.flatMap { text($0) + $1 } + [0x75]
  }

  static func tensor(
    _ shape: [Int32], strides: [Int32]? = nil, type: String = "FloatStorage", storage: String = "0", offset: Int32 = 0
  ) -> [UInt8] {
    let strides = strides ?? shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    let place = tuple(text("storage"), global("torch", type), text(storage), text("cpu"), int(1)) + [0x51]
    return global("torch._utils", "_rebuild_tensor_v2")
      + tuple(
        place, int(offset), tuple(shape.flatMap(int)), tuple(strides.flatMap(int)), [0x89],
        global("collections", "OrderedDict") + [0x29, 0x52]) + [0x52]
  }

  static func little(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
}
