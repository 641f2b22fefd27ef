import Platform

/// What the system says of its memory, in bytes; infinity where it says nothing.
package enum SystemMemory {
  /// Physical memory, or the least that a control group (a container, a job of a cluster) leaves of it.
  package static let size: Double = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    let physical = pages > 0 && pageSize > 0 ? Double(pages) * Double(pageSize) : .infinity
    return min(physical, groupLimit(of: text("/proc/self/cgroup"), read: text))
  }()

  /// What programs can still have before memory is written to disk or processes are ended: Linux's own estimate, and
  /// the swap space that is left.
  package static var free: Double { free(in: text("/proc/meminfo")) }

  /// The same from the text of `/proc/meminfo`.
  static func free(in meminfo: String) -> Double {
    func kibibytes(_ name: String) -> Double? {
      let line = meminfo.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    }
    guard let available = kibibytes("MemAvailable") else { return .infinity }
    return (available + (kibibytes("SwapFree") ?? 0)) * 1024
  }

  /// The least limit of a process's control group and of those around it. Version 2: a line `0::/a/b` in
  /// `/proc/self/cgroup`, limits in `memory.max`. Version 1: `5:memory:/a/b` and `memory.limit_in_bytes`.
  static func groupLimit(of groups: String, read: (_ path: String) -> String) -> Double {
    var least = Double.infinity
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "0" || parts[1].split(separator: ",").contains("memory") else { continue }
      let (root, file) =
        parts[0] == "0"
        ? ("/sys/fs/cgroup", "memory.max") : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      var folders = parts[2].split(separator: "/")
      while true {
        let path = ([root] + folders.map(String.init) + [file]).joined(separator: "/")
        if let limit = Double(read(path).prefix { $0.isNumber }) { least = min(least, limit) }
        if folders.popLast() == nil { break }
      }
    }
    return least
  }

  /// The first 16 KiB of a small file of the system; empty if there is none.
  private static func text(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
