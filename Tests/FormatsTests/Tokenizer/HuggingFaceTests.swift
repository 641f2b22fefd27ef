import Foundation
import TestSupport
import Testing

@testable import Formats

/// `tokenizers` opens our `tokenizer.json` and gives the ids that the vocabulary says.
@Suite struct HuggingFaceTests {
  @Test(.python(with: "tokenizers")) func theLibraryOpensIt() throws {
    let folder = try TestFolder()
    let specials = ["<|endoftext|>", "<|end of text|>", "<|é|>", "<|endoftext|><|endoftext|>"]
    let tokenizer = try TokenizerFiles(
      tokens: SmallTokenizer.tokens + specials.dropFirst().map { Array($0.utf8) }, merges: SmallTokenizer.merges,
      specialTokens: specials)
    _ = try tokenizer.write(to: folder.path)
    let script = """
      import sys
      from tokenizers import Tokenizer
      t = Tokenizer.from_file(sys.argv[1])
      text = "he the<|endoftext|> the<|end of text|><|é|>x<|endoftext|><|endoftext|>"
      ids = t.encode(text).ids
      print(ids)
      plain = "the he\\n é 日 😀"
      print(t.decode(t.encode(plain).ids) == plain)
      """
    let output = try PythonTool.run(script, [folder.file("tokenizer.json")])
    #expect(output == "[258, 259, 0, 259, 260, 261, 121, 262]\nTrue\n")
  }

  /// gigatoken reads the same file with a splitter and a merger of its own.
  @Test(.python(with: "gigatoken", "tokenizers")) func gigatokenGivesTheSameIDs() throws {
    let folder = try TestFolder()
    let tokenizer = try TokenizerFiles(
      tokens: SmallTokenizer.tokens, merges: SmallTokenizer.merges, specialTokens: ["<|endoftext|>"])
    _ = try tokenizer.write(to: folder.path)
    let script = """
      import sys
      import gigatoken, tokenizers
      text = "he the<|endoftext|> the he's\\n\\n é 日 😀  12x<|endoftext|>" * 50
      ids = [int(i) for i in gigatoken.Tokenizer(sys.argv[1]).encode(text)]
      print(ids == tokenizers.Tokenizer.from_file(sys.argv[1]).encode(text).ids, len(set(ids)) > 10)
      """
    #expect(try PythonTool.run(script, [folder.file("tokenizer.json")]) == "True True\n")
  }
}
