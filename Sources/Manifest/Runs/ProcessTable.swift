#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the system knows of its processes.
enum ProcessTable {
  /// This process's id.
  static var currentPID: Int { Int(getpid()) }

  /// The machine's name.
  static let host: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    return text(buffer)
  }()

  /// An id of the machine's current boot.
  static let boot: String = {
    #if canImport(Darwin)
      return systemText("kern.bootsessionuuid") ?? ""
    #else
      return readSmallFile("/proc/sys/kernel/random/boot_id") ?? ""
    #endif
  }()

  #if canImport(Darwin)
    /// When a living process started; nil if there is none.
    static func startTime(of pid: Int) -> String? {
      var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, Int32(truncatingIfNeeded: pid)]
      var info = kinfo_proc()
      var size = MemoryLayout<kinfo_proc>.size
      guard sysctl(&name, 4, &info, &size, nil, 0) == 0, size > 0, Int32(info.kp_proc.p_stat) != SZOMB else {
        return nil
      }
      let start = info.kp_proc.p_starttime
      return "\(start.tv_sec).\(start.tv_usec)"
    }

    private static func systemText(_ name: String) -> String? {
      var buffer = [CChar](repeating: 0, count: 256)
      var size = buffer.count - 1
      guard sysctlbyname(name, &buffer, &size, nil, 0) == 0 else { return nil }
      return text(buffer)
    }
  #else
    /// When a living process started, in clock ticks since boot; nil if there is none (or only its zombie).
    static func startTime(of pid: Int) -> String? {
      guard let line = readSmallFile("/proc/\(pid)/stat"), let nameEnd = line.lastIndex(of: ")") else { return nil }
      // After the name in parentheses (which may hold spaces): state is field 3, start time field 22.
      let fields = line[line.index(after: nameEnd)...].split(separator: " ")
      guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
      return String(fields[19])
    }

    private static func readSmallFile(_ path: String) -> String? {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return nil }
      let end = buffer[count - 1] == UInt8(ascii: "\n") ? count - 1 : count
      return String(decoding: buffer[..<end], as: UTF8.self)
    }
  #endif

  private static func text(_ buffer: [CChar]) -> String {
    let end = buffer.firstIndex(of: 0) ?? buffer.count
    return String(decoding: buffer[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
