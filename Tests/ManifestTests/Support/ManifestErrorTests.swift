import Testing

@testable import Manifest

/// Every message, word for word. (The others are with what causes them.)
struct ManifestErrorTests {
  @Test(arguments: [
    (
      ManifestError.database(path: "a/m.db", .noFolder(folder: "a")),
      "a/m.db: there is no directory a; make it first or choose another path with manifest"
    ),
    (
      .database(path: "m.db", .busy(seconds: 60)),
      "m.db: other processes kept it locked for 60 s; run the same command again"
    ),
    (
      .underway(path: "model/config.json", run: "lm-train run 0193abcd-0000", pid: 7),
      "model/config.json: lm-train run 0193abcd-0000 (process 7) is making it; "
        + "wait for its end, then run the same command again"
    ),
    (
      .database(path: "m.db", .unwritable(detail: "disk full")),
      "m.db: cannot be opened or written (disk full); check free space and permissions of its directory"
    ),
    (
      .unknownPath(path: "x\ny", manifest: "m.db"),
      "x\\u{A}y: no recorded run has read or written it; see what is known with `sqlite3 m.db 'select * from artifacts'`"
    ),
    (
      .database(path: "novel.txt", .notManifest(found: "is text")),
      "novel.txt: is text (expected a Letterpress manifest, which is an SQLite database); "
        + "choose another path with manifest"
    ),
    (
      .database(path: "m.db-journal", .notFile(found: "is a pipe")),
      "m.db-journal: is a pipe (expected an ordinary file, or nothing); "
        + "move it away or choose another path with manifest"
    ),
    (
      .receipt(path: "receipts/202611", .unreadable(detail: "is a file, expected a directory")),
      "receipts/202611: cannot be read as a run receipt (is a file, expected a directory); it is left alone, "
        + "make it readable or move it away"
    ),
    (.unknownRun(prefix: "0193", matches: 0), "run \"0193\": no such run; see `manifest log`"),
    (
      .unknownRun(prefix: "0193", matches: 3),
      "run \"0193\": 3 runs begin so; write more of its id (see `manifest log`)"
    ),
    (
      .database(path: "m.db", .other(detail: "odd")),
      "m.db: SQLite reported: odd; if it persists, run `manifest rebuild`"
    ),
  ])
  func text(error: ManifestError, message: String) {
    #expect(error.description == message)
  }
}
