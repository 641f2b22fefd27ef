import Foundation
import TestSupport
import Testing

@testable import Formats

struct FileStateTests {
  @Test func everyOpeningIsNoted() throws {
    let folder = try TestFolder()
    try folder.write("one", to: "a")
    _ = try Digest.ofFile(folder.file("a"))
    #expect(ReadFiles.states(of: folder.path + "//./a").count == 1)
    try folder.write("other", to: "b")
    rename(folder.file("b"), folder.file("a"))
    _ = try MappedFile(path: folder.file("a"))
    #expect(ReadFiles.states(of: folder.file("a")).count == 2)
    #expect(ReadFiles.states(of: folder.file("b")).isEmpty)
  }

  /// Whatever happens after the state was taken changes it, also at once.
  @Test func aChangeInTheSameMomentIsSeen() throws {
    let folder = try TestFolder()
    for round in 0..<20 {
      try folder.write("\(round % 10)", to: "a")
      let state = try FileState.settled(path: folder.file("a"))
      try folder.write("\((round + 1) % 10)", to: "a")
      #expect(FileState(path: folder.file("a")) != state)
    }
  }

  /// A store through a mapping into a page that is dirty already leaves no time.
  @Test func aStoreThroughAMappingIsSeen() throws {
    let folder = try TestFolder()
    try folder.write([UInt8](repeating: 1, count: 8192), to: "a")
    let descriptor = open(folder.file("a"), O_RDWR)
    defer { close(descriptor) }
    let memory = try #require(mmap(nil, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0))
    defer { munmap(memory, 8192) }
    memory.storeBytes(of: 2, as: UInt8.self)
    let hashed = try HashedFile(folder.file("a"))
    memory.storeBytes(of: 3, as: UInt8.self)
    #expect(try Digest.ofFile(folder.file("a")) != hashed.digest)
    #expect(FileState(path: folder.file("a")) != hashed.state)
  }

  @Test func aFileThatIsChangedWhileItIsHashedIsAnError() throws {
    let folder = try TestFolder()
    try folder.write([UInt8](repeating: 1, count: 3 << 20), to: "a")
    #expect(
      message(folder) {
        _ = try HashedFile(folder.file("a")) { _ in utimes(folder.file("a"), nil) }
      } == "a: changed while it was read; run again")
  }
}
