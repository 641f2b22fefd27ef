import Platform

/// What the system knows of its processes.
enum ProcessTable {
  /// What can be known of a process id.
  enum State: Equatable {
    /// A living process has it, started at this time in the system's units.
    case running(start: String)
    /// There is no such process, or only its zombie.
    case gone
    /// It cannot be seen: no /proc, one of another namespace, or one that hides what belongs to other users.
    case hidden
  }

  /// This process's id.
  static var currentPID: Int { Int(getpid()) }

  /// The machine's name.
  static var host: String { hostName }

  /// An id of the machine's current boot.
  static let boot: String = {
    #if canImport(Darwin)
      return systemText("kern.bootsessionuuid") ?? ""
    #else
      return readSmallFile("/proc/sys/kernel/random/boot_id") ?? ""
    #endif
  }()

  /// What is known of a process id of this host and namespace.
  static func state(of pid: Int) -> State {
    guard let pid = Int32(exactly: pid), pid > 0 else { return .gone }
    switch lookUp(pid) {
    case .running(let start): return .running(start: start)
    case .gone: return .gone
    // Only "no such process" proves anything: not being allowed to send a signal means that there is one.
    case .hidden: return kill(pid, 0) != 0 && errno == ESRCH ? .gone : .hidden
    }
  }

  #if canImport(Darwin)
    /// Where process ids count: everywhere on the machine.
    static let namespace = ""

    private static func lookUp(_ pid: Int32) -> State {
      var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
      var info = kinfo_proc()
      var size = MemoryLayout<kinfo_proc>.size
      guard sysctl(&name, 4, &info, &size, nil, 0) == 0, size > 0 else { return .hidden }
      guard Int32(info.kp_proc.p_stat) != SZOMB else { return .gone }
      let start = info.kp_proc.p_starttime
      return .running(start: "\(start.tv_sec).\(start.tv_usec)")
    }

    private static func systemText(_ name: String) -> String? {
      var buffer = [CChar](repeating: 0, count: 256)
      var size = buffer.count - 1
      guard sysctlbyname(name, &buffer, &size, nil, 0) == 0 else { return nil }
      return text(buffer)
    }
  #else
    /// Where process ids count: `pid:[4026531836]`; empty where the system does not say.
    static let namespace: String = target(of: "/proc/self/ns/pid") ?? ""

    /// Whether /proc shows the namespace that this process's own id counts in. In a container it may be that of the
    /// machine, in which our numbers mean other processes.
    private static let isOurs: Bool = {
      guard target(of: "/proc/self") == String(getpid()) else { return false }
      let lines = readSmallFile("/proc/self/status")?.split(separator: "\n") ?? []
      // The numbers of this process from the namespace of /proc down to its own: one, if they are the same.
      guard let numbers = lines.first(where: { $0.hasPrefix("NSpid:") }) else { return true }
      return numbers.split(whereSeparator: { $0 == " " || $0 == "\t" }).count == 2
    }()

    private static func lookUp(_ pid: Int32) -> State {
      guard isOurs, let line = readSmallFile("/proc/\(pid)/stat"), let nameEnd = line.lastIndex(of: ")") else {
        return .hidden
      }
      // After the name in parentheses (which may hold spaces): state is field 3, start time (in clock ticks since boot)
      // field 22.
      let fields = line[line.index(after: nameEnd)...].split(separator: " ")
      guard fields.count > 19 else { return .hidden }
      return fields[0] == "Z" || fields[0] == "X" ? .gone : .running(start: String(fields[19]))
    }

    private static func target(of link: String) -> String? {
      var buffer = [CChar](repeating: 0, count: 256)
      guard readlink(link, &buffer, buffer.count - 1) > 0 else { return nil }
      return text(buffer)
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
