import Formats
import Testing

@testable import CommandSupport

struct LeftOversTests {
  @Test func removesWhatTheDeadLeft() throws {
    let bench = try StageBench()
    try bench.write("half", to: ".out.tmp-1073741823-0123ABCD")
    let writer = try AtomicFileWriter(path: bench.path("other"))
    _ = try bench.run(bench.stage())
    #expect(!(try Folder.names(in: bench.folder)).contains(".out.tmp-1073741823-0123ABCD"))
    _ = try writer.commit()
  }

  @Test(arguments: [
    (".out.tmp-1073741823-0123ABCD", true), (".a-b.tmp-1073741823-0123ABCD", true),
    ("out.tmp-1073741823-0123ABCD", false),
    (".out.tmp-1-0123ABCD", false), (".out", false), (".out.tmp-x-0123ABCD", false),
  ])
  func knowsTheDead(name: String, isOrphan: Bool) {
    #expect(LeftOvers.isOrphan(name) == isOrphan)
  }
}
