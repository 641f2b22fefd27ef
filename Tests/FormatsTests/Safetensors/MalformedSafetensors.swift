/// Hand-made files that break the specification, each with the message it must get.
enum MalformedSafetensors {
  /// A file with this header and this data.
  static func file(_ header: String, _ data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  static func tensor(_ offsets: String, shape: String = "[2]", type: String = "F32", name: String = "t") -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  static let eight = [UInt8](repeating: 0, count: 8)
  static let sixteen = eight + eight

  static let all: [(name: String, bytes: [UInt8], message: String)] = [
    ("empty file", [], "0 bytes are too short for a safetensors file (expected at least 8 for the header's length)"),
    (
      "seven bytes", [1, 0, 0, 0, 0, 0, 0],
      "7 bytes are too short for a safetensors file (expected at least 8 for the header's length)"
    ),
    (
      "header over 100 MB", file("{}", length: 100_000_001),
      "a header of 100000001 bytes (expected at most 100000000); not a safetensors file?"
    ),
    (
      "header of 2^63", file("{}", length: 1 << 63),
      "a header of 9223372036854775808 bytes (expected at most 100000000); not a safetensors file?"
    ),
    (
      "header of 2^64-1", file("{}", length: .max),
      "a header of 18446744073709551615 bytes (expected at most 100000000); not a safetensors file?"
    ),
    ("header longer than the file", file("{}", length: 3), "cut off: a header of 3 bytes in a file of 10"),
    ("no header", file(""), "in the header, malformed JSON at byte 0: the text ends here (expected a value)"),
    ("array", file("[]"), "the header begins with '[' (expected '{')"),
    ("leading space", file(" {}"), "the header begins with ' ' (expected '{')"),
    ("byte order mark", file("\u{FEFF}{}"), "the header begins with byte 0xEF (expected '{')"),
    ("NUL padding", file("{}\0\0"), "the header is padded with byte 0x00 (expected spaces)"),
    ("line feed padding", file("{}\n"), "the header is padded with byte 0x0A (expected spaces)"),
    ("no end", file("{\"a\":"), "in the header, malformed JSON at byte 5: the text ends here (expected a value)"),
    (
      "not UTF-8", [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0x7D],
      "in the header, malformed JSON at byte 1: not valid UTF-8"
    ),
    (
      "two names alike", file("{\(tensor("[0,8]")),\(tensor("[8,16]"))}", sixteen),
      "in the header, malformed JSON at byte 54: the key \"t\" for the second time"
    ),
    (
      "two names alike, of the same bytes", file("{\(tensor("[0,8]")),\(tensor("[0,8]"))}", eight),
      "in the header, malformed JSON at byte 54: the key \"t\" for the second time"
    ),
    (
      "two names alike, one escaped", file("{\(tensor("[0,8]")),\(tensor("[8,16]", name: "\\u0074"))}", sixteen),
      "in the header, malformed JSON at byte 54: the key \"t\" for the second time"
    ),
    (
      "two types of one tensor",
      file("{\"t\":{\"dtype\":\"U8\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", eight),
      "in the header, malformed JSON at byte 19: the key \"dtype\" for the second time"
    ),
    (
      "metadata twice", file("{\"__metadata__\":{},\"__metadata__\":{}}"),
      "in the header, malformed JSON at byte 19: the key \"__metadata__\" for the second time"
    ),
    (
      "two values", file("{}{}"),
      "in the header, malformed JSON at byte 2: more text after the value (expected the end of the file)"
    ),
    (
      "not a number", file("{\(tensor("[0,8]", shape: "[NaN]"))}", eight),
      "in the header, malformed JSON at byte 29: found 'N' (expected a value)"
    ),
    (
      "leading zero", file("{\(tensor("[0,8]", shape: "[02]"))}", eight),
      "in the header, malformed JSON at byte 29: a malformed number"
    ),
    (
      "deep nesting", file("{\"a\":" + String(repeating: "[", count: 200)),
      "in the header, malformed JSON at byte 132: more than 128 levels of nesting"
    ),
    ("tensor is a number", file("{\"t\":1}"), "in the header, \"t\" is an integer (expected an object)"),
    (
      "no type", file("{\"t\":{\"shape\":[2],\"data_offsets\":[0,8]}}", eight),
      "in the header, \"t.dtype\" is missing (expected a string)"
    ),
    (
      "type is a number", file("{\"t\":{\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]}}", eight),
      "in the header, \"t.dtype\" is an integer (expected a string)"
    ),
    ("unknown type", file("{\(tensor("[0,8]", type: "F31"))}", eight), "tensor \"t\" has the unknown type \"F31\""),
    ("lower-case type", file("{\(tensor("[0,8]", type: "f32"))}", eight), "tensor \"t\" has the unknown type \"f32\""),
    (
      "no shape", file("{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", eight),
      "the shape of tensor \"t\" is not a list of whole numbers"
    ),
    (
      "negative extent", file("{\(tensor("[0,8]", shape: "[-2]"))}", eight),
      "the shape of tensor \"t\" is not a list of whole numbers"
    ),
    (
      "fractional extent", file("{\(tensor("[0,8]", shape: "[2.0]"))}", eight),
      "the shape of tensor \"t\" is not a list of whole numbers"
    ),
    (
      "extent as text", file("{\(tensor("[0,8]", shape: "[\"2\"]"))}", eight),
      "the shape of tensor \"t\" is not a list of whole numbers"
    ),
    (
      "shape overflow", file("{\(tensor("[0,8]", shape: "[4294967296,4294967296]"))}", eight),
      "the shape of tensor \"t\" has more elements than 64 bits can count"
    ),
    (
      "byte overflow", file("{\(tensor("[0,8]", shape: "[4611686018427387904]"))}", eight),
      "the shape of tensor \"t\" has more elements than 64 bits can count"
    ),
    (
      "huge extent", file("{\(tensor("[0,8]", shape: "[9223372036854775808]"))}", eight),
      "in the header, malformed JSON at byte 29: a number beyond 64 bits"
    ),
    (
      "no offsets", file("{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}}", eight),
      "the offsets of tensor \"t\" are not two whole numbers"
    ),
    ("one offset", file("{\(tensor("[0]"))}", eight), "the offsets of tensor \"t\" are not two whole numbers"),
    ("three offsets", file("{\(tensor("[0,8,8]"))}", eight), "the offsets of tensor \"t\" are not two whole numbers"),
    ("negative offset", file("{\(tensor("[-8,0]"))}", eight), "the offsets of tensor \"t\" are not two whole numbers"),
    (
      "fractional offset", file("{\(tensor("[0,8.0]"))}", eight),
      "the offsets of tensor \"t\" are not two whole numbers"
    ),
    ("reversed offsets", file("{\(tensor("[8,0]"))}", eight), "tensor \"t\" ends at 0 before it begins at 8"),
    (
      "offsets beyond the file", file("{\(tensor("[0,8]"))}", [0]),
      "cut off: tensor \"t\" ends at data byte 8, but the file has 1"
    ),
    (
      "offset of 2^63-1", file("{\(tensor("[0,9223372036854775807]"))}", eight),
      "cut off: tensor \"t\" ends at data byte 9223372036854775807, but the file has 8"
    ),
    (
      "offset of 2^63", file("{\(tensor("[0,9223372036854775808]"))}", eight),
      "in the header, malformed JSON at byte 50: a number beyond 64 bits"
    ),
    (
      "offset of 2^64-1", file("{\(tensor("[18446744073709551615,8]"))}", eight),
      "in the header, malformed JSON at byte 48: a number beyond 64 bits"
    ),
    (
      "both offsets beyond the file", file("{\(tensor("[9,17]"))}", eight),
      "cut off: tensor \"t\" ends at data byte 17, but the file has 8"
    ),
    (
      "offsets as text", file("{\(tensor("[\"0\",\"8\"]"))}", eight),
      "the offsets of tensor \"t\" are not two whole numbers"
    ),
    ("offsets as an object", file("{\(tensor("{}"))}", eight), "the offsets of tensor \"t\" are not two whole numbers"),
    (
      "too few bytes for the shape", file("{\(tensor("[0,4]"))}", [0, 0, 0, 0]),
      "tensor \"t\" takes 4 bytes (expected 8 for its shape and type)"
    ),
    (
      "too many bytes for the shape", file("{\(tensor("[0,16]"))}", sixteen),
      "tensor \"t\" takes 16 bytes (expected 8 for its shape and type)"
    ),
    (
      "overlap", file("{\(tensor("[0,8]")),\(tensor("[4,12]", name: "u"))}", [0, 0, 0, 0] + eight),
      "tensors \"t\" and \"u\" overlap"
    ),
    (
      "same bytes twice", file("{\(tensor("[0,8]")),\(tensor("[0,8]", name: "u"))}", eight),
      "tensors \"t\" and \"u\" overlap"
    ),
    (
      "an empty tensor within another", file("{\(tensor("[0,8]")),\(tensor("[4,4]", shape: "[0]", name: "u"))}", eight),
      "tensors \"t\" and \"u\" overlap"
    ),
    (
      "hole before the first", file("{\(tensor("[4,12]"))}", [0, 0, 0, 0] + eight), "4 unused bytes before tensor \"t\""
    ),
    (
      "hole between", file("{\(tensor("[0,8]")),\(tensor("[12,20]", name: "u"))}", sixteen + [0, 0, 0, 0]),
      "4 unused bytes before tensor \"u\""
    ),
    ("trailing bytes", file("{\(tensor("[0,8]"))}", eight + [1]), "1 byte after the last tensor"),
    ("data without tensors", file("{}", eight), "8 bytes after the last tensor"),
    (
      "unknown key", file("{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}", eight),
      "in the header, unknown key \"t.x\""
    ),
    ("metadata is a list", file("{\"__metadata__\":[]}"), "__metadata__ is not an object of strings"),
    ("metadata holds a number", file("{\"__metadata__\":{\"a\":1}}"), "__metadata__ is not an object of strings"),
    ("metadata is null", file("{\"__metadata__\":null}"), "__metadata__ is not an object of strings"),
    (
      "two keys alike in metadata", file("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}"),
      "in the header, malformed JSON at byte 25: the key \"a\" for the second time"
    ),
    ("metadata within metadata", file("{\"__metadata__\":{\"a\":{}}}"), "__metadata__ is not an object of strings"),
    ("comment", file("{}// x"), "the header is padded with '/' (expected spaces)"),
    (
      "trailing comma", file("{\(tensor("[0,8]")),}", eight),
      "in the header, malformed JSON at byte 54: found '}' (expected a key in quotes)"
    ),
    (
      "control character in a name", file("{\"a\u{1}\":1}"),
      "in the header, malformed JSON at byte 3: byte 0x01 inside a string (expected it escaped)"
    ),
    (
      "half a surrogate in a name", file("{\"\\ud800\":1}"),
      "in the header, malformed JSON at byte 2: half a surrogate pair in a string"
    ),
  ]
}
