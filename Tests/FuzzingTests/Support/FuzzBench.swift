import Platform

/// Files for readers that want a path: in memory where the system has such a place, each written anew every time.
final class FuzzBench {
  private let folder: String
  private var names: Set<String> = []

  init() {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : environmentVariable("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/letterpress-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no folder in \(parent)") }
    folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit {
    for name in names { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// The path of a file with these bytes.
  func file(_ name: String, _ bytes: UnsafeRawBufferPointer) throws -> String {
    let path = "\(folder)/\(name)"
    names.insert(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count, let base = bytes.baseAddress {
      let count = write(descriptor, base + written, bytes.count - written)
      guard count > 0 else { throw BrokenProperty(what: "cannot write \(path)") }
      written += count
    }
    return path
  }

  /// The path of a file with these bytes.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try bytes.withUnsafeBytes { try file(name, $0) }
  }
}
