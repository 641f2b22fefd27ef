import Parallel
import TestSupport
import Testing

@testable import Formats

@Suite struct AbandonedFilesTests {
  /// Tasks of an array write into one folder, and each clears it of abandoned files when it begins.
  @Test func clearingNeverTakesAFileInUse() throws {
    let folder = try TestFolder()
    let failures = Locked<[String]>([])
    ThreadTeam(threads: 8).perform(tasks: 400) { task in
      do {
        if task % 2 == 0 {
          try Folder.removeAbandonedFiles(in: folder.path)
        } else {
          let writer = try AtomicFileWriter(path: folder.file("\(task)"))
          try writer.write([1, 2, 3])
          _ = try writer.commit()
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try folder.names().count == 200)
  }
}
