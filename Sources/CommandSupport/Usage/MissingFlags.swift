/// Flags that other programs have and ours lack on purpose: what to do instead.
enum MissingFlags {
  /// The advice about a flag that a command with these flags does not have; nil if there is none to give.
  static func advice(_ word: String, for names: [String]) -> String? {
    advice.first { $0.words.split(separator: " ").contains(word[...]) && names.contains($0.flag) }?.text
  }

  /// `flag` is one that the commands have of which the advice is.
  private static let advice: [(words: String, flag: String, text: String)] = [
    (
      "epochs epoch num-epochs n-epochs num-train-epochs max-epochs", "lr",
      "training is counted in --steps; one pass over the dataset is its tokens (shard --inspect) divided by "
        + "--batch-size x --context-length x --gradient-accumulation steps; --recipe auto --passes 4 counts them"
    ),
    ("gpu cuda use-cuda ngpu gpus", "device", "--device cuda computes on a GPU; lm-train devices lists what is there"),
    (
      "device gpu cuda use-cuda ngpu gpus", "threads",
      "lm-train, lm-eval and lm-sample compute on accelerators, with --device; this runs on the cores that --threads "
        + "says; leave it out"
    ),
    ("compile no-compile", "threads", "there is nothing to compile; leave it out"),
    ("dropout attention-dropout", "lr", "there is no dropout; --weight-decay is the regularization; leave it out"),
    (
      "wandb wandb-log wandb-project report-to tracker", "tensorboard",
      "--tensorboard, which is the default, and --report FILE record the run; leave it out"
    ),
    (
      "fp16 bf16 amp mixed-precision dtype", "precision",
      "the CPU computes in 32-bit floats, an accelerator's products are in bfloat16 with --precision bf16"
    ),
    ("verbose v", "quiet", "progress is printed unless there is --quiet; leave it out"),
    ("min-frequency min-freq min-count", "vocab-size", "merges are learnt until --vocab-size is reached; leave it out"),
    ("greedy do-sample", "temperature", "--temperature 0 always takes the most likely token"),
    (
      "beams num-beams beam-size", "temperature", "there is no beam search; --temperature 0 takes the most likely token"
    ),
    (
      "repetition-penalty frequency-penalty presence-penalty", "temperature",
      "there are no penalties; --temperature, --top-k and --top-p choose among tokens"
    ),
    ("stop stop-token stop-sequence", "ban-eos", "a sample ends at the --separator or after --max-new-tokens"),
  ]
}
