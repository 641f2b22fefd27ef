import Formats
import Platform

/// What this process has used so far.
package enum ProcessUsage {
  /// This process's id.
  static var pid: Int { Int(getpid()) }

  /// The largest resident memory so far, in bytes.
  package static var peakMemory: Int { peakOfThisProgram ?? peakOfThisProcess }

  /// What Linux says of the program. The process may have been larger before: one that a large program starts counts
  /// as large as that from its first moment.
  private static var peakOfThisProgram: Int? {
    // Such a file has no size: it is read to its end.
    guard let reader = try? FileRangeReader(path: "/proc/self/status", chunkBytes: 1 << 14),
      let status = try? reader.next()
    else { return nil }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
    return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  private static var peakOfThisProcess: Int {
    var usage = rusage()
    #if canImport(Darwin)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return Int(usage.ru_maxrss)
    #elseif canImport(Musl)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return Int(usage.ru_maxrss) * 1024
    #else
      guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
      return Int(usage.ru_maxrss) * 1024
    #endif
  }

  /// The file of the running program.
  package static var executablePath: String? {
    #if canImport(Darwin)
      var size: UInt32 = 4096
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      let count = buffer.firstIndex(of: 0) ?? buffer.count
    #else
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/exe", &buffer, buffer.count)
    #endif
    guard count > 0, count < buffer.count else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
