/// What files of ranks that everybody has do not say themselves: their pattern, special tokens and normalizer. A file is
/// recognised by its content, so that no name and no other vocabulary can be taken for it.
enum KnownRanks {
  private static let known: [(name: String, sha256: String, settings: @Sendable () -> RankSettings)] = [
    // OpenAI's; the digests are those that tiktoken checks.
    ("r50k_base", "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930", { gpt2 }),
    ("p50k_base", "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069", { gpt2 }),
    ("cl100k_base", "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", { cl100k }),
    ("o200k_base", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d", { o200k }),
    // Meta's tokenizer.model of Llama 3, 3.1, 3.2 and 3.3.
    ("Llama 3", "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55", { llama3 }),
    // Alibaba's qwen.tiktoken of Qwen 1.
    ("Qwen", "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186", { qwen }),
  ]

  /// What is known of the file with this digest.
  static func settings(_ digest: Digest) -> RankSettings? { known.first { $0.sha256 == digest.hex }?.settings() }

  /// The names of the files, for messages.
  static var names: String { known.map(\.name).joined(separator: ", ") }

  private static let end = "<|endoftext|>"

  private static let gpt2 = RankSettings(pattern: "gpt2", specialTokens: [(end, 50_256)])

  private static let cl100k = RankSettings(
    pattern: "gpt4",
    specialTokens: [
      (end, 100_257), ("<|fim_prefix|>", 100_258), ("<|fim_middle|>", 100_259), ("<|fim_suffix|>", 100_260),
      ("<|endofprompt|>", 100_276),
    ])

  private static let o200k = RankSettings(
    pattern: "o200k", specialTokens: [(end, 199_999), ("<|endofprompt|>", 200_018)])

  private static let llama3: RankSettings = {
    let named = [
      "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>", "<|reserved_special_token_1|>",
      "<|finetune_right_pad_id|>", "<|step_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>",
      "<|eot_id|>", "<|python_tag|>",
    ]
    let reserved = (2..<256 - named.count + 2).map { "<|reserved_special_token_\($0)|>" }
    return RankSettings(
      pattern: "llama3", specialTokens: (named + reserved).enumerated().map { ($1, 128_000 + $0) })
  }()

  private static let qwen: RankSettings = {
    let texts = [end, "<|im_start|>", "<|im_end|>"] + (0..<205).map { "<|extra_\($0)|>" }
    return RankSettings(
      pattern: "qwen2", specialTokens: texts.enumerated().map { ($1, 151_643 + $0) }, normalization: .nfc)
  }()
}
