import CPJRT

/// A value of an option or attribute.
package enum PluginValue: Hashable, Sendable {
  case string(String)
  case int64(Int64)
  case int64List([Int64])
  case float(Float)
  case bool(Bool)
}

extension PluginValue: CustomStringConvertible {
  package var description: String {
    switch self {
    case .string(let text): text
    case .int64(let number): "\(number)"
    case .int64List(let numbers): numbers.map(String.init).joined(separator: ".")
    case .float(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    }
  }
}

extension PluginValue {
  /// What a plugin wrote: name and value; nil where the value is of a kind that is not known.
  static func read(_ value: lp_pjrt_named_value) -> (name: String, value: PluginValue)? {
    let name = String(plugin: value.name, count: value.name_size)
    switch lp_pjrt_value_type(UInt32(bitPattern: value.type)) {
    case LP_PJRT_VALUE_STRING: return (name, .string(String(plugin: value.value.string, count: value.value_size)))
    case LP_PJRT_VALUE_INT64: return (name, .int64(value.value.int64))
    case LP_PJRT_VALUE_INT64_LIST:
      let numbers = UnsafeBufferPointer(start: value.value.int64_list, count: value.value_size)
      return (name, .int64List(Array(numbers)))
    case LP_PJRT_VALUE_FLOAT: return (name, .float(value.value.float32))
    case LP_PJRT_VALUE_BOOL: return (name, .bool(value.value.boolean))
    default: return nil
    }
  }

  /// Values that a plugin wrote one after another, by name.
  static func read(_ values: UnsafePointer<lp_pjrt_named_value>?, count: Int) -> [String: PluginValue] {
    guard let values else { return [:] }
    let pairs = (0..<count).compactMap { read(values[$0]) }
    return Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }
}

/// Options as a plugin reads them, with the memory that they point to. They must outlive the call.
final class PluginOptions {
  private var memory: [UnsafeMutableRawPointer] = []
  private(set) var values: [lp_pjrt_named_value] = []

  /// Options in the order of their names, so that the same ones are the same call.
  init(_ options: [String: PluginValue]) {
    for (name, value) in options.sorted(by: { $0.key < $1.key }) { append(name, value) }
  }

  deinit { for part in memory { part.deallocate() } }

  private func append(_ name: String, _ value: PluginValue) {
    var option = lp_pjrt_named_value()
    option.size = MemoryLayout<lp_pjrt_named_value>.size
    option.name = kept(Array(name.utf8)).map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) }
    option.name_size = name.utf8.count
    option.value_size = 1
    switch value {
    case .string(let text):
      option.type = Int32(LP_PJRT_VALUE_STRING.rawValue)
      option.value.string = kept(Array(text.utf8)).map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) }
      option.value_size = text.utf8.count
    case .int64(let number):
      option.type = Int32(LP_PJRT_VALUE_INT64.rawValue)
      option.value.int64 = number
    case .int64List(let numbers):
      option.type = Int32(LP_PJRT_VALUE_INT64_LIST.rawValue)
      option.value.int64_list = kept(numbers).map { UnsafePointer($0.assumingMemoryBound(to: Int64.self)) }
      option.value_size = numbers.count
    case .float(let number):
      option.type = Int32(LP_PJRT_VALUE_FLOAT.rawValue)
      option.value.float32 = number
    case .bool(let flag):
      option.type = Int32(LP_PJRT_VALUE_BOOL.rawValue)
      option.value.boolean = flag
    }
    values.append(option)
  }

  /// A copy of some elements that lives as long as this, followed by a zero.
  private func kept<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutableRawPointer? {
    elements.withUnsafeBytes { bytes in
      let copy = UnsafeMutableRawPointer.allocate(byteCount: bytes.count + 8, alignment: 8)
      copy.initializeMemory(as: UInt8.self, repeating: 0, count: bytes.count + 8)
      copy.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count)
      memory.append(copy)
      return copy
    }
  }
}
