import Platform

/// Which file it is, and when it was last changed, as the system tells without reading it: two equal states have the
/// same bytes between them, if the first was taken at rest (see `settled`).
package struct FileState: Hashable, Sendable {
  /// The file system, the file's number in it, and its bytes.
  package let device, inode, size: Int64
  /// Last change of the content, and of content, name or permissions: nanoseconds since 1970, at the ends of 64 bits
  /// for times that these do not count.
  package let modified, changed: Int64
  /// How many names it has: 0 once it was removed.
  package let links: Int
  /// Whether it is an ordinary file.
  package let isRegular: Bool
  /// Whether it is a folder.
  package let isFolder: Bool

  /// The state of what stands at `path`, links followed; nil where there is nothing or the system refuses.
  package init?(path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    self.init(info)
  }

  /// The state of an open file; nil where the system refuses.
  init?(descriptor: Int32) {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return nil }
    self.init(info)
  }

  /// The state from what the system filled in.
  package init(_ info: stat) {
    device = Int64(truncatingIfNeeded: info.st_dev)
    inode = Int64(truncatingIfNeeded: info.st_ino)
    size = Int64(info.st_size)
    links = Int(info.st_nlink)
    #if canImport(Darwin)
      let (modified, changed) = (info.st_mtimespec, info.st_ctimespec)
    #else
      let (modified, changed) = (info.st_mtim, info.st_ctim)
    #endif
    self.modified = Self.nanoseconds(modified)
    self.changed = Self.nanoseconds(changed)
    isRegular = info.st_mode & S_IFMT == S_IFREG
    isFolder = info.st_mode & S_IFMT == S_IFDIR
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return time.tv_sec < 0 ? .min : .max }
    let (sum, beyond) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
    return beyond ? .max : sum
  }

  /// Which file it is, whatever was changed.
  package var identity: FileIdentity { FileIdentity(device: device, inode: inode) }

  // MARK: At rest

  /// The state of an open file that stands for its content from here on: what changes the file later, changes the
  /// state.
  ///
  /// Stores through a mapping leave a time only when they meet a clean page, so the dirty ones are written first. And
  /// two changes within one tick of the file system's clock leave the same time: a file that was changed just now is
  /// given a tick to rest.
  static func settled(_ descriptor: Int32) -> FileState? {
    // A file system that cannot do it has no dirty pages to tell of.
    _ = fdatasyncOrFsync(descriptor)
    for _ in 0..<100 {
      guard let state = FileState(descriptor: descriptor) else { return nil }
      guard let wait = state.unrested else { return state }
      usleep(wait)
    }
    // The clock was set back: the file seems to come from the future and always will.
    return FileState(descriptor: descriptor)
  }

  /// Microseconds until a tick has passed since the last change; nil if it has.
  private var unrested: UInt32? {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let age = Self.nanoseconds(now).subtractingReportingOverflow(max(modified, changed))
    let tick = hasWholeSeconds ? Self.coarseTick : Self.tick
    guard !age.overflow, age.partialValue < tick, age.partialValue > -tick else { return nil }
    return UInt32(max(1_000, min(tick - age.partialValue, tick) / 1_000))
  }

  /// FAT and some network file systems count in seconds, or in pairs of them.
  private var hasWholeSeconds: Bool { modified % 1_000_000_000 == 0 && changed % 1_000_000_000 == 0 }

  // The kernel's clock for files ticks 100 to 1,000 times a second.
  private static let tick: Int64 = 20_000_000
  private static let coarseTick: Int64 = 2_000_000_000
}

/// Which file a name leads to: another one under the same name has another inode.
package struct FileIdentity: Hashable, Sendable {
  /// The file system, and the file's number in it.
  private let device, inode: Int64

  fileprivate init(device: Int64, inode: Int64) { (self.device, self.inode) = (device, inode) }

  /// The file that `path` leads to; nil if there is none.
  package init?(_ path: String) {
    guard let state = FileState(path: path) else { return nil }
    self = state.identity
  }
}

private func fdatasyncOrFsync(_ descriptor: Int32) -> Int32 {
  #if canImport(Darwin)
    fsync(descriptor)
  #else
    fdatasync(descriptor)
  #endif
}
