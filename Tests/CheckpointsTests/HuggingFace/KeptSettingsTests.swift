import Formats
import Foundation
import TestSupport
import Testing
import Transformer

@testable import Checkpoints

/// What an export keeps of the folder that its model comes from.
@Suite struct KeptSettingsTests {
  private let scratch: TestFolder
  private static let chat = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"

  init() throws { scratch = try TestFolder() }

  private func kept(_ files: [String: String]) throws -> KeptSettings {
    for (name, text) in files { try scratch.write(text, to: "from/" + name) }
    return try KeptSettings(folder: scratch.file("from"))
  }

  /// Exports a model of our own with these settings.
  private func export(_ kept: KeptSettings) throws -> [String] {
    let ends = kept.ends.end == nil ? TextEnds(separator: "<|endoftext|>") : kept.ends
    let files = try LlamaFolder(model: makeModel(), tokenizer: makeTokenizer(), ends: ends, kept: kept).write(
      to: scratch.file("hf"))
    return files.map { FilePath.name($0.path) }
  }

  private func json(_ name: String) throws -> JSONValue { try JSONValue(path: scratch.file("hf/" + name)) }

  @Test func nothingOfAFolderOfOurs() throws {
    #expect(try KeptSettings(folder: scratch.file("none")).paths == [])
    let kept = try kept(["vocab.json": "{}"])
    #expect(kept.paths == [] && kept.template.text == nil && kept.generation == nil && kept.ends == TextEnds())
    #expect(try export(kept) == LlamaFolder.fileNames())
    #expect(
      try json("generation_config.json").canonical
        == #"{"bos_token_id":0,"do_sample":true,"eos_token_id":0,"pad_token_id":0,"temperature":1.0,"top_k":0,"top_p":1.0}"#
    )
    #expect(try json("tokenizer_config.json")["chat_template"] == nil)
    #expect(try json("tokenizer_config.json")["pad_token"] == nil)
  }

  @Test func aTemplateInTheTokenizersSettings() throws {
    let settings: JSONValue = [
      "chat_template": .string(Self.chat), "bos_token": .null, "eos_token": ["content": "<|endoftext|>"],
      "pad_token": "<|endoftext|>", "add_bos_token": false,
    ]
    let generation = #"{"eos_token_id": [0, 5], "temperature": 0.7, "top_p": 0.8, "top_k": 20, "do_sample": true}"#
    let kept = try kept(["tokenizer_config.json": settings.canonical, "generation_config.json": generation])
    #expect(kept.paths.map { FilePath.name($0) } == ["tokenizer_config.json", "generation_config.json"])
    #expect(kept.template.text == Self.chat)
    #expect(try export(kept) == LlamaFolder.fileNames())
    let written = try json("tokenizer_config.json")
    #expect(written["chat_template"]?.string == Self.chat)
    #expect(written["eos_token"]?.string == "<|endoftext|>" && written["bos_token"] == nil)
    #expect(written["pad_token"]?.string == "<|endoftext|>")
    #expect(try json("generation_config.json") == JSONValue(parsing: Array(generation.utf8)))
    #expect(try json("config.json")["eos_token_id"] == 0)
    #expect(try json("config.json")["bos_token_id"] == .null)
    let withoutEnds = kept.withoutEnds
    #expect(withoutEnds.ends == TextEnds() && withoutEnds.generation == nil && withoutEnds.template.text == Self.chat)
  }

  /// Byte by byte, whatever it holds; it goes before the one in the settings.
  @Test func aTemplateInAFileOfItsOwn() throws {
    let settings: JSONValue = ["chat_template": "old"]
    let kept = try kept(["tokenizer_config.json": settings.canonical, "chat_template.jinja": Self.chat + "\r\n  é"])
    #expect(kept.template.text == Self.chat + "\r\n  é")
    #expect(
      try export(kept) == [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
        "chat_template.jinja", "model.safetensors",
      ])
    #expect(try scratch.bytes("hf/chat_template.jinja") == scratch.bytes("from/chat_template.jinja"))
    #expect(try json("tokenizer_config.json")["chat_template"]?.string == "old")
  }

  @Test func severalTemplates() throws {
    let settings = #"{"chat_template": [{"name": "tool", "template": "t"}, {"name": "default", "template": "d"}]}"#
    let kept = try kept(["tokenizer_config.json": settings])
    #expect(kept.template.text == "d")
    _ = try export(kept)
    #expect(
      try json("tokenizer_config.json")["chat_template"]?.canonical
        == #"[{"name":"tool","template":"t"},{"name":"default","template":"d"}]"#)
    #expect(try self.kept(["tokenizer_config.json": #"{"chat_template": 7}"#]).template.text == nil)
  }

  @Test func filesThatCannotBeRead() throws {
    #expect(
      message(scratch) { _ = try kept(["generation_config.json": "{"]) }?
        .hasPrefix("from/generation_config.json: malformed JSON") == true)
    try scratch.write("{}", to: "from/generation_config.json")
    try scratch.write([UInt8](repeating: 0x61, count: 1 << 20 | 1), to: "from/chat_template.jinja")
    #expect(
      message(scratch) { _ = try KeptSettings(folder: scratch.file("from")) }
        == "from/chat_template.jinja: has 1048577 bytes (expected at most 1048576); it is probably another file, check the path"
    )
  }

  @Test(
    .enabled(
      if: PythonTool.has("torch") && PythonTool.has("transformers") && PythonTool.has("jinja2"),
      "set LETTERPRESS_PYTHON to a Python with transformers, torch and jinja2"), arguments: [true, false])
  func transformersTakesItWithoutAWarning(_ hasFile: Bool) throws {
    let settings: JSONValue = ["chat_template": .string(Self.chat), "eos_token": "<|endoftext|>"]
    _ = try export(
      try kept(
        hasFile ? ["chat_template.jinja": Self.chat] : ["tokenizer_config.json": settings.canonical]))
    let script = """
      import logging, sys, warnings
      warnings.simplefilter("error")
      import torch, transformers
      said = []
      class Listener(logging.Handler):
          def emit(self, record): said.append(record.getMessage())
      transformers.logging.set_verbosity_warning()
      transformers.logging.get_logger("transformers").addHandler(Listener())
      model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1])
      tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
      print(repr(tokenizer.apply_chat_template([{"role": "user", "content": "Hi"}], tokenize=False)))
      ids = torch.tensor([[80, 90, 100]])
      for sampled in [None, False]:
          more = {} if sampled is None else dict(do_sample=sampled)
          text = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=4, **more)
          assert text.shape[1] > 3
      c = model.generation_config
      print(c.do_sample, c.eos_token_id, c.pad_token_id, c.top_k, said)
      """
    let data = try #require(try PythonTool.output(of: ["-c", script, scratch.file("hf")]))
    #expect(
      String(decoding: data, as: UTF8.self) == """
        '<|im_start|>user\\nHi<|im_end|>\\n'
        True 0 0 0 []

        """)
  }

  // MARK: GGUF, and Ollama

  private func modelfile(_ kept: KeptSettings, context: Int = 256, end: String? = "<|endoftext|>") -> String {
    OllamaModelfile(gguf: "some/stories.gguf", contextLength: context, ends: TextEnds(separator: end), kept: kept).text
  }

  @Test func aModelfileOfAModelThatContinues() {
    #expect(
      modelfile(KeptSettings()) == #"""
        # ollama create NAME -f stories.Modelfile, beside this file
        FROM ./stories.gguf
        TEMPLATE """{{ .Prompt }}"""
        PARAMETER temperature 0.8
        PARAMETER num_ctx 256
        PARAMETER stop "<|endoftext|>"

        """#)
    #expect(modelfile(KeptSettings(), context: 131_072, end: nil).hasSuffix("0.8\nPARAMETER num_ctx 8192\n"))
    #expect(modelfile(KeptSettings(), end: "a\"b").hasSuffix("PARAMETER stop \"\"\"a\"b\"\"\"\n"))
    #expect(modelfile(KeptSettings(), end: "a\"").hasSuffix("PARAMETER num_ctx 256\n"))
    #expect(OllamaModelfile.path(beside: "a/m.gguf") == "a/m.Modelfile")
    #expect(OllamaModelfile.path(beside: "a/m") == "a/m.Modelfile")
  }

  @Test func aModelfileOfAModelThatTalks() throws {
    let settings: JSONValue = ["chat_template": .string(Self.chat)]
    let kept = try kept([
      "tokenizer_config.json": settings.canonical,
      "generation_config.json": #"{"temperature": 0.7, "top_p": 0.8, "top_k": 20}"#,
    ])
    #expect(
      modelfile(kept) == #"""
        # ollama create NAME -f stories.Modelfile, beside this file
        FROM ./stories.gguf
        TEMPLATE """{{ range .Messages }}<|im_start|>{{ .Role }}
        {{ .Content }}<|im_end|>
        {{ end }}<|im_start|>assistant
        """
        PARAMETER temperature 0.7
        PARAMETER top_k 20
        PARAMETER top_p 0.8
        PARAMETER num_ctx 256
        PARAMETER stop "<|im_end|>"
        PARAMETER stop "<|endoftext|>"

        """#)
    let other = try self.kept(["tokenizer_config.json": #"{"chat_template": "[INST]{{ messages }}"}"#])
    #expect(modelfile(other).contains("\n# Without a TEMPLATE here Ollama takes the one that it knows"))
  }

  @Test func aTemplateInGGUF() throws {
    let members = try #require(
      GGUFTokenizer.metadata(
        makeTokenizer(), size: 257, ends: TextEnds(end: "<|endoftext|>", padding: "<|endoftext|>"), template: "t"))
    #expect(
      members.suffix(3).map(\.key) == [
        "tokenizer.ggml.eos_token_id", "tokenizer.ggml.padding_token_id", "tokenizer.chat_template",
      ])
    #expect(members.last?.value == .text("t"))
    #expect(!members.contains { $0.key == "tokenizer.ggml.bos_token_id" })
  }
}
