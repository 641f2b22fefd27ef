import ArgumentParser
import CommandSupport
import Reports

/// `lm-eval report`: runs beside each other, as a page and as a figure.
struct ReportCommand: ToolCommand {
  static let tool = "lm-eval report"
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page of learning curves, settings, samples and lineage.",
    discussion: """
      Example: lm-eval report runs/lr-* --output report.html --svg report.svg

      The page is one file that needs no network; without scripts it still shows figures and tables. A run is called \
      by its folder; 'warm=runs/a' calls it warm.
      """)

  @Argument(help: ArgumentHelp("Folders of training runs, made by lm-train.", valueName: "run"), completion: .directory)
  var runs: [String]

  @Option(help: ArgumentHelp("Write the page to this file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write the learning curves as a figure to this file.", valueName: "file"), completion: .file())
  var svg: String?

  @Option(help: ArgumentHelp("What the figure's horizontal axis counts: steps, seconds or tokens.", valueName: "what"))
  var over: LossFigure.Horizontal = .steps

  @Option(help: ArgumentHelp("The page's title. (default: the run's name, or their number)", valueName: "text"))
  var title: String?

  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    if output == nil, svg == nil { throw ValidationError("Give --output FILE for a page or --svg FILE for a figure.") }
    if let output, output == svg { throw ValidationError("--output and --svg name the same file.") }
  }

  mutating func perform() throws {
    try ReportJob(self).perform()
  }
}

extension LossFigure.Horizontal: ExpressibleByArgument {}
