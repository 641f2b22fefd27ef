import Memory
import Parallel

/// A chunk of a shard's tokens: frames that are decompressed together.
package struct TokenChunk {
  /// Where the chunk begins, in tokens from the start of the shard.
  package let start: Int
  /// The tokens as they are stored, valid until the next chunk.
  package let tokens: StoredTokens
  /// The compressed frames that hold them.
  let fileRange: Range<Int>
}

extension TokenShardReader {
  /// The frames of a chunk: 2 or 4 MiB of tokens.
  private static let chunkFrames = 128

  /// Lends all tokens once, from the first to the last, decompressed on the team's threads or else the caller's.
  ///
  /// Memory: 2 or 4 MiB of tokens; the pages of the file are given back as the reading goes on, however large it is.
  /// - Throws: `FormatError.shard` if a frame is damaged or holds an id outside the vocabulary, and what `body` throws.
  package func readInOrder(team: ThreadTeam?, _ body: (TokenChunk) throws -> Void) throws {
    file.advise(sequential: true)
    defer { file.advise(sequential: false) }
    let capacity = min(tokenCount, Self.chunkFrames * ShardLayout.frameTokens)
    let type = header.tokenType
    let buffer = Memory.allocate(byteCount: type.bytes * max(1, capacity))
    defer { Memory.free(buffer) }
    for first in stride(from: 0, to: table.frameCount, by: Self.chunkFrames) {
      let last = min(first + Self.chunkFrames, table.frameCount)
      let start = first * ShardLayout.frameTokens
      let count = min(last * ShardLayout.frameTokens, tokenCount) - start
      try copyFrames(first..<last, to: buffer, team)
      let fileRange = table.frameOffsets[first]..<table.frameOffsets[last]
      let tokens = StoredTokens(UnsafeRawBufferPointer(start: buffer, count: type.bytes * count), type: type)
      try body(TokenChunk(start: start, tokens: tokens, fileRange: fileRange))
      file.release(fileRange)
    }
  }

  private func copyFrames(_ frames: Range<Int>, to buffer: UnsafeMutableRawPointer, _ team: ThreadTeam?) throws {
    let frameBytes = ShardLayout.frameBytes(header.tokenType)
    let copy = { (index: Int) throws in
      try self.withFrame(frames.lowerBound + index) { content in
        guard let source = content.bytes.baseAddress else { return }
        (buffer + index * frameBytes).copyMemory(from: source, byteCount: content.bytes.count)
      }
    }
    if let team {
      _ = try team.map(tasks: frames.count, copy)
    } else {
      for index in 0..<frames.count { try copy(index) }
    }
  }
}
