import Testing

@testable import Tokenization

@Suite struct TokenizationErrorTests {
  @Test(
    arguments: [
      (
        .tooManyTokens(count: 3_000_000),
        "vocabulary: 3000000 tokens are too many (expected at most 2097152, ids of 21 bits); "
          + "train with a vocabulary of 2097152 or less"
      ),
      (
        .tooManyMerges(count: 3_000_000),
        "merges: 3000000 merges are too many (expected at most 2097152); train with a vocabulary of 2097152 or less"
      ),
      (
        .missingByte(0x0A),
        "vocabulary: no token for byte 0x0A (expected all 256 bytes); "
          + "train the tokenizer again or use one whose vocabulary is byte-level"
      ),
      (.emptyToken(id: 3), "vocabulary: token 3 is empty (expected at least one byte); train the tokenizer again"),
      (
        .duplicateToken(bytes: Array("a\n".utf8), first: 1, second: 300),
        #"vocabulary: tokens 1 and 300 are both "a\n" (expected distinct tokens); train the tokenizer again"#
      ),
      (
        .mergeNotInVocabulary(index: 4, part: Array(" th".utf8)),
        #"merges: merge 5 needs " th", which is not in the vocabulary; "#
          + "use merges and vocabulary from the same training run"
      ),
      (
        .duplicateMerge(first: 0, second: 9),
        "merges: merges 1 and 10 are the same pair (expected each pair once); "
          + "use merges and vocabulary from the same training run"
      ),
      (
        .unreachableToken(bytes: Array("xyz".utf8), id: 999),
        #"vocabulary: token 999 "xyz" is no byte, no merge and no special token; "#
          + "use merges and vocabulary from the same training run, or name it as a special token"
      ),
      (
        .specialTokenNotInVocabulary(Array("<x>".utf8)),
        #"special token "<x>": not in the vocabulary (expected a token of exactly these bytes); "#
          + "give the special tokens that the tokenizer was trained with"
      ),
      (
        .unusedID(100_256, position: 3),
        "tokens: id 100256 at position 3 is no token's (expected ids that the vocabulary has); "
          + "use the tokenizer that made these tokens"
      ),
      (.emptySpecialToken, #"special token "": empty (expected at least 2 bytes); leave it out"#),
      (
        .duplicateSpecialToken(Array("<x>".utf8)),
        #"special token "<x>": given twice (expected distinct special tokens); leave one out"#
      ),
      (
        .singleByteSpecialToken(Array("x".utf8)),
        #"special token "x": a single byte is in every vocabulary (expected at least 2 bytes); choose a longer one"#
      ),
      (
        .vocabularySize(100, specialTokens: 1),
        "vocabulary size 100: too small (expected 256 bytes + 1 special + merges: 257 to 2097152); choose 257 or more"
      ),
      (
        .vocabularySize(3_000_000, specialTokens: 0),
        "vocabulary size 3000000: too large for ids of 21 bits (expected 256 bytes + 0 special + merges: 256 to 2097152); "
          + "choose 2097152 or less"
      ),
      (
        .nothingToTrainOn,
        "corpus: no text in it (expected text besides special tokens); give a file that holds text"
      ),
      (
        .tooManyDistinctBytes(5_000_000_000),
        "corpus: its distinct words have 5000000000 bytes (expected at most 4294967295); train on a part of it"
      ),
      (
        .unknownToken(id: 600, position: 2, vocabularySize: 500),
        "tokens: id 600 at position 2 is not in the vocabulary (expected 0 to 499); "
          + "use the tokenizer that made these tokens"
      ),
    ] as [(TokenizationError, String)])
  func texts(error: TokenizationError, expected: String) {
    #expect(error.description == expected)
  }
}
