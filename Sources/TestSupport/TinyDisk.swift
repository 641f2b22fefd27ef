import Foundation

/// A file system of a few kilobytes, for tests of a full disk. Needs the right to mount.
package final class TinyDisk {
  package let folder: URL

  /// Whether this machine lets us mount one.
  package static let isAvailable: Bool = {
    guard geteuid() == 0, let disk = try? TinyDisk(kilobytes: 16) else { return false }
    return FileManager.default.fileExists(atPath: disk.folder.path)
  }()

  package init(kilobytes: Int) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("letterpress-disk-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path]) == 0 else {
      try FileManager.default.removeItem(at: folder)
      throw CocoaError(.fileWriteUnknown)
    }
  }

  deinit {
    _ = try? Self.run("umount", [folder.path])
    try? FileManager.default.removeItem(at: folder)
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
