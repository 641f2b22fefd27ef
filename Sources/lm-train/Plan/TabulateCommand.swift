import ArgumentParser
import CommandSupport
import Formats
import Messages

/// `lm-train tabulate`: plans beside each other.
struct TabulateCommand: ToolCommand {
  static let tool = "lm-train tabulate"
  static let configuration = CommandConfiguration(
    commandName: "tabulate",
    abstract: "Compare plans (lm-train --plan --json) in Markdown tables.",
    discussion: """
      Example: lm-train --plan --preset gpt2-xl --memory 80GB --json > gpt2-xl.json
               lm-train tabulate gpt2-small.json gpt2-xl.json

      A column is called by its file, without .json.
      """)

  @Argument(help: ArgumentHelp("Files with a plan each.", valueName: "file"), completion: .file())
  var plans: [String]

  mutating func perform() throws {
    let plans = try plans.map { path in
      let plan = try JSONValue(path: path)
      guard plan["parameters"]?["total"] != nil, plan["flops"] != nil else {
        throw ToolFailure.badData(
          "\(Printable.path(path)): not a plan (expected parameters and flops); make one with lm-train --plan --json")
      }
      let name = FilePath.name(path)
      return (name: name.hasSuffix(".json") ? String(name.dropLast(5)) : name, plan: plan)
    }
    Terminal.text(PlanTables(plans: plans).text)
  }
}
