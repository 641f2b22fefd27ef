import Foundation
import TestSupport
import Testing

@testable import Formats

/// The stock `zstd` tool and numpy read our shards.
@Suite struct ZstdToolTests {
  static let zstd = ["/usr/bin/zstd", "/opt/homebrew/bin/zstd", "/usr/local/bin/zstd"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: zstd != nil, "needs the zstd command")) func theStockToolReadsAShard() throws {
    let folder = try TestFolder()
    let tokens = SmallShard.tokens(100_000)
    try SmallShard.write(tokens, to: folder.file("a.zst"))
    let zstd = try #require(Self.zstd)
    let decompressed = try runProgram(zstd, ["-dc", folder.file("a.zst")])
    #expect(decompressed.status == 0)
    #expect(decompressed.output == tokens.stored(as: .uint16))
    #expect(try runProgram(zstd, ["-t", folder.file("a.zst")]).status == 0)
    let list = try runProgram(zstd, ["-l", folder.file("a.zst")])
    #expect(list.status == 0)
    let text = String(decoding: list.output, as: UTF8.self)
    #expect(text.contains("195 KiB") && text.contains("XXH64"))
  }

  @Test(.python(with: "numpy"), .enabled(if: zstd != nil, "needs the zstd command"))
  func numpyReadsTheTokens() throws {
    let tokens = SmallShard.tokens(20_000)
    try Self.letNumpyRead(tokens, SmallShard.header(), "<u2")
    try Self.letNumpyRead(tokens.map { $0 * 140 }, SmallShard.header(vocabularySize: 70_000), "<u4")
  }

  private static func letNumpyRead(_ tokens: [UInt32], _ header: TokenShardHeader, _ type: String) throws {
    let folder = try TestFolder()
    try SmallShard.write(tokens, to: folder.file("a.zst"), header: header)
    let script = """
      import sys, subprocess, numpy
      data = subprocess.run([sys.argv[1], "-dc", sys.argv[2]], check=True, stdout=subprocess.PIPE).stdout
      ids = numpy.frombuffer(data, sys.argv[3])
      print(len(ids), int(ids.astype("int64").sum()), int(ids[12345]))
      """
    let output = try PythonTool.run(script, [try #require(Self.zstd), folder.file("a.zst"), type])
    #expect(output == "20000 \(tokens.reduce(0) { $0 + Int($1) }) \(tokens[12_345])\n")
  }
}
