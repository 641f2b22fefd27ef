import Formats
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Temporary files of killed runs.
enum LeftOvers {
  /// Removes temporary files from the folders of a stage's outputs whose writers are gone.
  static func remove(besideOutputs outputs: [String]) {
    var folders: Set<String> = []
    for output in outputs {
      folders.insert(Folder.kind(of: output) == .folder ? output : FilePath.folder(output))
    }
    for folder in folders.sorted() { remove(in: folder) }
  }

  /// Removes temporary files from a folder whose writers are gone.
  ///
  /// Only a file whose process is no more is a reason to clean: another stage may just be opening a file here. To
  /// tidy up is a courtesy: what cannot be removed does not stop the stage.
  static func remove(in folder: String) {
    guard let names = try? Folder.names(in: folder), names.contains(where: isOrphan) else { return }
    _ = try? Folder.removeAbandonedFiles(in: folder)
  }

  /// Removes the temporary files that this process is writing; for a process that is about to end in the middle.
  static func removeOwn() {
    for descriptor in Int32(3)..<1024 {
      guard let path = openPath(descriptor) else { continue }
      let name = FilePath.name(path)
      if name.hasPrefix("."), name.contains(".tmp-\(getpid())-") { try? Folder.removeFile(path) }
    }
  }

  /// The path behind an open descriptor, as the system knows it now.
  private static func openPath(_ descriptor: Int32) -> String? {
    var buffer = [CChar](repeating: 0, count: 4097)
    #if canImport(Darwin)
      guard fcntl(descriptor, F_GETPATH, &buffer) == 0 else { return nil }
    #else
      guard readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1) > 0 else { return nil }
    #endif
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether a name is `.NAME.tmp-PID-xxxxxxxx`, as `AtomicFileWriter` makes it, and this host has no such process.
  static func isOrphan(_ name: String) -> Bool {
    let parts = name.split(separator: "-")
    guard name.hasPrefix("."), parts.count >= 3, parts[parts.count - 3].hasSuffix(".tmp"),
      let pid = Int(parts[parts.count - 2])
    else { return false }
    return !ProcessIdentity.isRunning(pid: pid)
  }
}
