import Foundation
import Testing

@testable import Formats

/// `tokenizers` opens our `tokenizer.json` and gives the ids that the vocabulary says.
@Suite struct HuggingFaceTests {
  @Test(.enabled(if: PythonTool.has("tokenizers"))) func theLibraryOpensIt() throws {
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
}
