import DeviceTraining
import Formats
import Platform

/// Compiled programs on the disk, so that the next process need not compile: one file for each, named by the digest of what
/// it depends on. The folder may be removed at any time.
package struct ProgramStore {
  private let folder: String

  /// In `letterpress/programs` of `XDG_CACHE_HOME` (`~/.cache`); nil for a user without a home.
  package init?(_ environment: SearchEnvironment) {
    let cache = environment.variable("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    guard let base = cache ?? environment.variable("HOME").map({ $0 + "/.cache" }), base.hasPrefix("/") else {
      return nil
    }
    folder = base + "/letterpress/programs"
  }

  /// A store in a folder of the caller's.
  init(folder: String) { self.folder = folder }

  package var store: TrainingDevices.Store {
    TrainingDevices.Store(load: load, keep: keep)
  }

  private func path(_ key: String) -> String {
    FilePath.joined(folder, Digest.of(Array(key.utf8)).hex + ".program")
  }

  /// The program's bytes behind their digest: a plugin may end the process over damaged ones.
  private func load(_ key: String) -> [UInt8]? {
    let path = path(key)
    guard Folder.kind(of: path) == .file,
      let bytes = try? FileRangeReader.wholeFile(path, limit: 1 << 30), bytes.count > 64
    else { return nil }
    let program = Array(bytes[64...])
    return Array(Digest.of(program).hex.utf8) == Array(bytes[..<64]) ? program : nil
  }

  /// A program that cannot be kept is compiled again next time.
  private func keep(_ key: String, _ program: [UInt8]) {
    guard (try? Folder.create(folder)) != nil else { return }
    _ = try? AtomicFile.write(Array(Digest.of(program).hex.utf8) + program, to: path(key))
  }
}
