import ArgumentParser

/// The flags that say what is watched and kept, and how an existing run is treated. They change what is recorded,
/// never the model: a finished run is not repeated for them. What is left out comes from the run being resumed, or
/// else from the defaults: see ``RunChoices``.
struct RunFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Steps between validations; 0 turns validation off. (default: a tenth of --steps)", valueName: "n"))
  var validateEvery: Int?

  @Option(
    help: ArgumentHelp(
      """
      End the run after so many validations in a row without a lower loss; a checkpoint is then saved at every validation. \
      (default: never)
      """, valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Tokens per validation, from the start of the validation split. (default: 65536)", valueName: "n"))
  var validationTokens: Int?

  @Option(
    help: ArgumentHelp(
      """
      Steps between checkpoints; 0 saves only the last, and with --schedule wsd the one before the cool-down. (default: a \
      fifth of --steps)
      """, valueName: "n"))
  var checkpointEvery: Int?

  @Option(help: ArgumentHelp("Steps between records in metrics.jsonl. (default: 1)", valueName: "n"))
  var logEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Number of newest checkpoints to keep, or all. (default: 3, and the best)", valueName: "n"))
  var keep: KeptCheckpoints?

  @Option(help: ArgumentHelp("Also keep every checkpoint whose step is a multiple of n.", valueName: "n"))
  var keepEvery: Int?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Also keep the checkpoint with the lowest validation loss, which --checkpoint OUTPUT/best names. (default: yes \
      without --keep, no with it)
      """)
  var keepBest: Bool?

  @Flag(help: "Resume bit-identically from the newest complete checkpoint in --output, or start.")
  var resume = false

  @Option(help: ArgumentHelp("A comment on this run, for the manifest and reports.", valueName: "text"))
  var note: String?

  @Flag(
    help: """
      If --output holds a run with other settings, start over: the old run is moved aside, and deleted when the new \
      one is finished.
      """)
  var replace = false
}
