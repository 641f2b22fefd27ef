import ArgumentParser
import CommandSupport
import Formats
import Messages
import Training

/// `lm-train toy`: what a learning rate does, on a problem of a hundred weights.
struct ToyCommand: ToolCommand {
  static let tool = "lm-train toy"
  static let configuration = CommandConfiguration(
    commandName: "toy",
    abstract: "Show what the learning rate does to SGD on CS336's toy problem.",
    discussion: """
      Example: lm-train toy --lr 1 10 100 1000 --steps 10

      The toy is the mean of the squares of a 10 x 10 matrix, which begins with normal values of deviation 5; step t \
      of SGD moves by --lr / sqrt(t + 1) times the gradient. The table has the loss before each step and after the \
      last one.
      """)

  @Option(name: .customLong("lr"), parsing: .upToNextOption, help: ArgumentHelp("Learning rates.", valueName: "x"))
  var rates: [Double] = [1, 10, 100, 1000]

  @Option(help: ArgumentHelp("Steps.", valueName: "n"))
  var steps = 10

  @Option(help: ArgumentHelp("Seed of the matrix.", valueName: "n"))
  var seed: UInt64 = 2026

  @Flag(help: "Print the losses as JSON.")
  var json = false

  mutating func validate() throws {
    guard (1...100_000).contains(steps) else {
      throw ValidationError("--steps \(steps): must be from 1 to 100000.")
    }
    if let rate = rates.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw ValidationError("--lr \(rate): must be a finite number above 0.")
    }
  }

  mutating func perform() throws {
    let toy = QuadraticToy(seed: seed)
    let curves = rates.map { (rate: $0, losses: toy.losses(learningRate: $0, steps: steps)) }
    Terminal.text(json ? Self.json(curves).pretty : Self.table(curves).text)
  }

  private static func json(_ curves: [(rate: Double, losses: [Double])]) -> JSONValue {
    .array(curves.map { ["lr": .number($0.rate), "losses": .array($0.losses.map { .number($0) })] })
  }

  private static func table(_ curves: [(rate: Double, losses: [Double])]) -> MarkdownTable {
    let heads = curves.map { MarkdownTable.Column("lr \(short($0.rate))") }
    let count = curves.map(\.losses.count).max() ?? 0
    return MarkdownTable(
      columns: [.init("steps")] + heads,
      rows: (0..<count).map { step in ["\(step)"] + curves.map { number($0.losses[step]) } })
  }

  private static func short(_ rate: Double) -> String {
    rate == rate.rounded() && rate < 1e15 ? "\(Int(rate))" : "\(rate)"
  }

  /// Four decimals, or a power of ten where they would say nothing.
  private static func number(_ value: Double) -> String {
    value == 0 || (1e-3..<1e6).contains(value) ? Units.fixed(value, decimals: 4) : Units.scientific(value)
  }
}
