import ArgumentParser
import Checkpoints
import CommandSupport

/// `lm-eval tasks`: answers questions by the likelihood of their answers.
struct TasksCommand: ToolCommand {
  static let tool = "lm-eval tasks"
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "Answer questions by likelihood: multiple choice, cloze, minimal pairs.",
    discussion: """
      Example: lm-eval tasks --checkpoint run --tokenizer tokenizer --input questions.jsonl
      Example: lm-eval tasks --checkpoint run --tokenizer tokenizer --input pairs.jsonl --output run/pairs.json

      Each line of the input is a JSON object. With choices, the likeliest one is the model's answer:
        {"question": "A bee makes", "choices": ["honey", "milk"], "answer": 0}
      Without them, the answer is right if the model, always choosing the likeliest token, would give it:
        {"question": "The capital of France is", "answer": "Paris"}
      Of a pair, the good text has to be likelier than the bad one (tell-stories --minimal-pairs makes such lines):
        {"phenomenon": "article", "good": "Ida saw an owl.", "bad": "Ida saw a owl."}

      The answer is an index from 0, the text of a choice or its letter. Scores are those of EleutherAI's \
      lm-evaluation-harness: acc by likelihood, acc_norm by likelihood for each byte, with their standard errors.
      """)

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a run's directory for its newest (RUN/best is its best), a model folder, or a state dict.",
      valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "The directory of the tokenizer that the model was trained with. (default: that of a model folder)",
      valueName: "dir"),
    completion: .file())
  var tokenizer: String?

  @Option(
    help: ArgumentHelp("The questions: JSON Lines, also packed by gzip or zstd.", valueName: "file"),
    completion: .file())
  var input: String

  @Option(help: ArgumentHelp("Write the scores to this file as JSON.", valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write what each question got to this file, as JSON Lines.", valueName: "file"),
    completion: .file())
  var details: String?

  @OptionGroup(title: "Questions") var questions: TaskFlags
  @OptionGroup(title: "Precision") var weights: WeightFlags
  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  /// Where the tokenizer is: beside the model's files if no other is named.
  var tokenizerPath: String { tokenizer ?? checkpoint }

  mutating func validate() throws {
    if let output, output == details { throw ValidationError("--output and --details name the same file.") }
  }

  mutating func perform() throws {
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    guard tokenizer != nil || ModelFolder.isOne(checkpoint) else {
      throw ToolFailure.usage(
        "--tokenizer is missing (expected the directory of the tokenizer that the model was trained with); only a model "
          + "folder of transformers has its own")
    }
    guard let report = try TaskJob.perform(self) else { return }
    Terminal.text(stage.json ? report.json.pretty : report.text)
  }
}
