import Formats
import Testing

@testable import CommandSupport

struct StaleTemporariesTests {
  @Test func removesWhatTheDeadLeft() throws {
    let bench = try StageBench()
    try bench.write("half", to: ".out.tmp-1073741823-0123ABCD")
    let writer = try AtomicFileWriter(path: bench.path("other"))
    _ = try bench.run(bench.stage())
    #expect(!(try Folder.names(in: bench.folder)).contains(".out.tmp-1073741823-0123ABCD"))
    _ = try writer.commit()
  }

  /// Receipts of an earlier month, and the databases of rebuilds that were killed.
  @Test func cleansTheManifestsFolders() throws {
    let bench = try StageBench()
    _ = try bench.run(bench.stage())
    let old = "receipts/202501/.0193abcd.json.tmp-1073741823-0123ABCD"
    let dead = ["manifest.db.rebuild-1073741823", "manifest.db.rebuild-1073741823-journal"]
    let alive = "manifest.db.rebuild-1"
    for name in [old, alive] + dead { try bench.write("half", to: name) }
    _ = try bench.run(bench.stage(flags: ["--force"]))
    #expect(([old, alive] + dead).filter { Folder.kind(of: bench.path($0)) == .file } == [alive])
  }
}
