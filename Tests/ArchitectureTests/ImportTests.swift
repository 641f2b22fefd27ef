import Foundation
import Testing

@Suite("Rooms import only what they may")
struct ImportTests {
  @Test("every folder of sources is a room of the table, and the reverse")
  func tableIsComplete() throws {
    let systemOnly: Set<String> = ["CZstd", "CSQLite", "CKernels", "CSHA256", "CSystem", "CTokenizer"]
    #expect(Set(try SourceTree.rooms().keys).subtracting(systemOnly) == Set(Rooms.allowed.keys))
  }

  @Test("every import of every source file is in the table", arguments: Rooms.allowed.keys.sorted())
  func importsAreAllowed(room: String) throws {
    let folder = try #require(try SourceTree.rooms()[room])
    let files = SourceTree.files(in: folder, extensions: ["swift"])
    #expect(!files.isEmpty)
    var permitted = Rooms.system.union(Rooms.allowed[room, default: []])
    if !Rooms.computation.contains(room) { permitted.formUnion(Rooms.foundation) }
    for file in files {
      let foreign = try SourceTree.imports(of: file).subtracting(permitted)
      #expect(foreign.isEmpty, "\(room)/\(file.lastPathComponent) imports \(foreign.sorted())")
    }
  }

  @Test("computation never imports storage, directly or through another room")
  func computationIsPure() {
    for room in Rooms.computation {
      var reached = Set<String>()
      var frontier = [room]
      while let next = frontier.popLast() {
        for module in Rooms.allowed[next, default: []] where reached.insert(module).inserted { frontier.append(module) }
      }
      #expect(reached.isDisjoint(with: Rooms.storage), "\(room) reaches \(reached.intersection(Rooms.storage))")
    }
  }

  @Test("no shipped room imports the oracle")
  func referenceIsNotShipped() throws {
    for (room, folder) in try SourceTree.rooms() where room != "Reference" {
      for file in SourceTree.files(in: folder, extensions: ["swift"]) {
        #expect(try !SourceTree.imports(of: file).contains("Reference"), "\(room)/\(file.lastPathComponent)")
      }
    }
  }

  @Test("only CKernels, CTokenizer and CSHA256 name an instruction set's intrinsics")
  func intrinsicsStayInTheirRooms() throws {
    for (room, folder) in try SourceTree.rooms() where !["CKernels", "CTokenizer", "CSHA256"].contains(room) {
      for file in SourceTree.files(in: folder, extensions: ["swift", "c", "h"]) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for header in ["immintrin.h", "arm_neon.h", "__m512", "__m256", "__m128"] {
          #expect(!text.contains(header), "\(room)/\(file.lastPathComponent) names \(header)")
        }
      }
    }
  }

  @Test("the reader of imports sees every form of import")
  func importForms() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("imports-\(UUID()).swift")
    defer { try? FileManager.default.removeItem(at: file) }
    try """
    import A
    @testable import B
    package import C
    import struct D.Inner
    #if canImport(E)
      import E.Sub
    #endif
    // import F
    """.write(to: file, atomically: true, encoding: .utf8)
    #expect(try SourceTree.imports(of: file) == ["A", "B", "C", "D", "E"])
  }
}
