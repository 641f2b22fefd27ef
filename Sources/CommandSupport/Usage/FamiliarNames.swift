/// What flags and commands are called elsewhere: in nanoGPT, llm.c, Hugging Face's libraries, tiktoken and Unix.
///
/// The one place where a word that people know becomes one of ours. Only the flags of the command at hand count, so a
/// word may stand at several of them; where a command has more than one of these, the first is meant.
enum FamiliarNames {
  /// The flags of a command that a word may mean.
  static func flag(_ word: String, among names: [String]) -> String? {
    flags.first { names.contains($0.flag) && $0.words.split(separator: " ").contains(word[...]) }?.flag
  }

  /// What to type in place of a word that is no command of the tool.
  static func command(_ word: String, of tool: String) -> String? {
    commands[tool]?.first { $0.words.split(separator: " ").contains(word[...]) }?.use
  }

  private static let flags: [(flag: String, words: String)] = [
    // Of all tools.
    ("help", "h ? usage man"), ("version", "V ver"), ("quiet", "q s silent no-progress"),
    ("dry-run", "n simulate noop what-if"), ("replace", "overwrite overwrite-output-dir"),
    ("force", "f y yes overwrite rerun"), ("manifest", "db database"), ("seed", "s random-seed rng-seed random-state"),
    ("threads", "j jobs workers num-threads n-threads num-workers nproc num-proc cores cpus t"),
    // Of a text and its tokenizer.
    ("vocab-size", "vocabulary-size vocabulary vocab n-vocab num-tokens size"),
    ("separator", "eos eot eos-token end-of-text end-of-text-token delimiter sep"),
    ("special-token", "special special-tokens allowed-special eot eos end-of-text eos-token"),
    ("tokenizer", "tokeniser tok tokenizer-name vocab-dir bpe"), ("decode", "d detokenize detokenise"),
    ("inspect", "show info view stats"),
    ("parts", "n num-parts n-parts chunks num-shards n-shards shards"), ("part", "index shard-id chunk shard-index"),
    ("level", "l compression compression-level zstd-level"),
    // Of a dataset.
    ("valid-fraction", "val-fraction val-split val-ratio validation-split validation-fraction test-size holdout"),
    ("valid-documents", "val-documents val-docs validation-documents"),
    ("shard-tokens", "shard-size tokens-per-shard"), ("shuffle", "randomize randomise"), ("split", "subset"),
    ("memory", "m mem ram max-memory"),
    // Of a model.
    ("preset", "model-type arch architecture model-size"),
    ("checkpoint", "model ckpt c m load init-from from resume-from"),
    ("checkpoint", "model-path model-name-or-path pretrained state-dict resume run restore"),
    ("context-length", "block-size seq-len sequence-length max-seq-len max-length context ctx ctx-len n-ctx seqlen"),
    ("context-length", "context-size context-window max-position-embeddings"),
    ("d-model", "width dim hidden-size hidden-dim n-embd n-embed embed-dim embedding-size emb-dim model-dim channels"),
    ("layers", "n-layer n-layers num-layers depth num-hidden-layers blocks n-blocks"),
    ("heads", "n-head n-heads num-heads num-attention-heads attention-heads"),
    ("d-ff", "ff-dim ffn-dim intermediate-size d-ffn mlp-dim ffn-size"), ("rope-theta", "theta rope-base"),
    ("tie-embeddings", "tie-weights tied weight-tying tie-word-embeddings"), ("ffn", "activation act mlp"),
    ("position", "pos pos-emb position-embedding positional-encoding"), ("norm", "layernorm norm-type"),
    // Of its training.
    ("steps", "max-steps iters iterations max-iters n-iters num-steps n-steps num-iterations train-steps total-steps"),
    ("batch-size", "b bs batch micro-batch-size per-device-train-batch-size train-batch-size"),
    ("gradient-accumulation", "gradient-accumulation-steps grad-accum grad-accum-steps accumulation accum-steps"),
    ("lr", "learning-rate lr-max max-lr peak-lr base-lr rate matrix-lr muon-lr"),
    ("min-lr", "lr-min min-learning-rate final-lr end-lr"),
    ("warmup-steps", "warmup warm-up warm-up-steps warmup-iters num-warmup-steps lr-warmup-steps"),
    ("decay-steps", "lr-decay-iters decay-iters lr-decay-steps"), ("weight-decay", "wd"),
    ("schedule", "scheduler lr-scheduler lr-scheduler-type lr-schedule decay-lr lr-decay-style decay-type"),
    ("cooldown-fraction", "cooldown decay-fraction warmdown-ratio cooldown-ratio decay-ratio"),
    ("max-seconds", "max-time time-limit time-budget max-train-seconds seconds"),
    ("align", "align-documents bos-aligned document-aligned alignment"),
    ("optimizer", "optim optimiser opt"), ("momentum", "muon-momentum"), ("lr-embedding", "embedding-lr"),
    ("lr-head", "unembedding-lr"), ("beta1", "adam-beta1"), ("beta2", "adam-beta2"),
    ("eps", "epsilon adam-epsilon adam-eps"),
    ("clip", "grad-clip max-grad-norm gradient-clip gradient-clipping clip-grad clip-norm max-norm"),
    ("validate-every", "eval-interval eval-steps eval-every val-every val-interval validation-steps"),
    ("validation-tokens", "eval-tokens val-tokens"),
    ("checkpoint-every", "save-every save-steps save-interval ckpt-every checkpoint-interval"),
    ("log-every", "log-interval logging-steps"), ("keep", "save-total-limit keep-last"),
    ("resume", "continue restart resume-from-checkpoint"), ("report", "html"), ("sample-prompt", "prompt"),
    // Of its texts.
    ("max-new-tokens", "max-tokens max-length n-predict num-tokens n-tokens max-gen-len length tokens n"),
    ("max-tokens", "limit num-tokens max-new-tokens n"), ("temperature", "temp t"), ("top-k", "k topk"),
    ("top-p", "p topp nucleus"), ("samples", "num-samples n-samples num-return-sequences"),
    ("prompt", "start text input i"), ("prompt-file", "file"), ("ban-eos", "ignore-eos no-eos"),
    ("weights", "dtype precision quantize quantization"),
    // Of tasks.
    ("question-field", "prompt-field query-field context-field doc-to-text"),
    ("choices-field", "options-field endings-field doc-to-choice"),
    ("answer-field", "label-field gold-field target-field doc-to-target"),
    ("group-field", "subject-field category-field"), ("delimiter", "target-delimiter"),
    ("details", "log-samples predictions"),
    ("minimal-pairs", "pairs-file grammar"),
    // Of reports and questions.
    ("svg", "figure plot"), ("columns", "fields"), ("over", "x x-axis"), ("limit", "n count max"),
    ("long", "l verbose"),
    ("hf", "huggingface output output-dir out out-dir o"), ("megabytes", "mb size"),
    // What goes in and out has the most names.
    ("input", "i in data d text texts file files corpus source src infile train-file train-data data-file data-path"),
    ("input", "dataset dataset-path data-dir"),
    ("dataset", "data d i input in data-dir dataset-dir data-path train-data shards corpus"),
    ("output", "o out out-dir output-dir outdir outfile dest destination save save-dir save-to run-dir model-dir"),
  ]

  private static let commands: [String: [(words: String, use: String)]] = [
    "lm-train": [
      ("evaluate eval test validate perplexity", "lm-eval"), ("sample generate", "lm-sample"),
      ("report plot graph", "lm-eval report"), ("convert hf", "lm-train export"),
      ("resume continue", "lm-train --resume"),
      ("compare", "lm-eval compare"), ("estimate cost", "lm-train --plan"), ("plan", "lm-train --plan"),
    ],
    "lm-eval": [
      ("plot graph chart curves html page", "lm-eval report"), ("table diff", "lm-eval compare"), ("train", "lm-train"),
      ("questions benchmark benchmarks mmlu hellaswag lambada blimp", "lm-eval tasks"),
      ("docs worst outliers", "lm-eval documents"),
      ("evaluate eval test perplexity loss", "lm-eval measure"), ("tb events", "lm-eval tensorboard"),
      ("sample generate", "lm-sample"), ("export convert", "lm-train export"),
    ],
    "manifest": [
      ("blame who origin explain", "manifest why"), ("status outdated dirty", "manifest stale"),
      ("history show", "manifest log"), ("list ls ps", "manifest runs"), ("graph tree ancestors", "manifest lineage"),
      ("check fsck validate", "manifest verify"), ("import add", "manifest ingest"),
      ("repair recreate reindex", "manifest rebuild"), ("comment annotate", "manifest note"),
      ("openlineage dump", "manifest export"),
    ],
  ]
}
