import Formats
import Manifest
import Platform

/// Temporary files of killed runs.
package enum StaleTemporaries {
  /// Removes temporary files whose writers are gone: beside a stage's outputs, its receipts and its manifest.
  ///
  /// A writer holds a lock on its file, so nothing in use is taken. To tidy up is a courtesy: what cannot be removed
  /// does not stop the stage.
  package static func remove(besideOutputs outputs: [String], manifest location: ManifestLocation) {
    var folders: Set<String> = []
    for output in outputs {
      folders.insert(Folder.kind(of: output) == .folder ? output : FilePath.folder(output))
    }
    for folder in folders.union(ReceiptFolder(location).folders).sorted() {
      _ = try? Folder.removeAbandonedFiles(in: folder)
    }
    Rebuild.removeStaleTemporaries(location)
  }

  /// Removes the temporary files that this process is writing; for a process that is about to end in the middle.
  static func removeOwn() {
    forEachOwnFile { _, path in
      if FilePath.name(path).contains(".tmp-\(getpid())-") { TemporaryFolder.remove(path) }
    }
  }

  /// Gives up the locks that this process holds; for a process that ends with the next call.
  static func releaseLocks() {
    forEachOwnFile { descriptor, path in
      if FilePath.name(path).hasSuffix(".lock") { FileLock.release(descriptor, path) }
    }
  }

  /// The hidden files that this process itself has opened: what it was given by its parent came through exec.
  private static func forEachOwnFile(_ body: (_ descriptor: Int32, _ path: String) -> Void) {
    for descriptor in Int32(3)..<1024 {
      let flags = fcntl(descriptor, F_GETFD)
      guard flags >= 0, flags & FD_CLOEXEC != 0, let path = openPath(descriptor) else { continue }
      if FilePath.name(path).hasPrefix(".") { body(descriptor, path) }
    }
  }

  /// The path behind an open descriptor, as the system knows it now.
  private static func openPath(_ descriptor: Int32) -> String? {
    // A name that is not UTF-8 is none of ours.
    var buffer = [CChar](repeating: 0, count: 4097)
    #if canImport(Darwin)
      guard fcntl(descriptor, F_GETPATH, &buffer) == 0 else { return nil }
    #else
      guard readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1) > 0 else { return nil }
    #endif
    return String(validating: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
