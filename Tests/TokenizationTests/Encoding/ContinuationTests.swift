import Testing

@testable import Tokenization

@Suite struct ContinuationTests {
  private func encode(_ context: String, _ continuation: String) throws -> EncodedContinuation {
    Encoder(loaded: try Fixtures.gpt2.get()).encode(context: context, continuation: continuation)
  }

  private func tokens(_ text: String) throws -> [TokenID] { Encoder(loaded: try Fixtures.gpt2.get()).encode(text) }

  @Test func aWordAfterAContext() throws {
    let found = try encode("The capital of France is", " Paris")
    #expect(try found.context == tokens("The capital of France is"))
    #expect(try found.continuation == tokens(" Paris"))
    #expect(found.bytes == 6 && !found.isJoined)
  }

  /// Tokens begin with a space: what ends a context is the beginning of what follows.
  @Test(arguments: [" ", "  ", "\n", " \u{2003}", "\u{A0}"]) func whiteSpaceBelongsToWhatFollows(_ space: String) throws
  {
    let found = try encode("Once upon a" + space, "time")
    #expect(try found.context == tokens("Once upon a"))
    #expect(try found.context + found.continuation == tokens("Once upon a" + space + "time"))
    #expect(found.bytes == space.utf8.count + 4)
  }

  @Test func aTokenOverTheBoundary() throws {
    // "hel" + "lo" is one token; "hello wor" + "ld" are two, of which the second begins in the context.
    let whole = try encode("hel", "lo")
    #expect(try tokens("hello").count == 1 && tokens("hel").count == 1)
    #expect(whole.continuation.isEmpty && whole.isJoined)
    let part = try encode("hello wor", "ld and more")
    #expect(part.isJoined)
    #expect(try part.context == tokens("hello wor"))
    #expect(try part.continuation == Array(tokens("hello world and more").dropFirst(part.context.count)))
  }

  @Test func nothingBeforeOrAfter() throws {
    #expect(try encode("", "Hello").context == [])
    #expect(try encode("", "Hello").continuation == tokens("Hello"))
    #expect(try encode("  ", "Hello").context == [])
    #expect(try encode("  ", "Hello").continuation == tokens("  Hello"))
    #expect(
      try encode("Hello", "")
        == EncodedContinuation(context: tokens("Hello"), continuation: [], bytes: 0, isJoined: false))
  }
}
