import CommandSupport
import Formats
import Messages

/// Plans beside each other: a section of tables for the model, its parameters, its memory, its operations, its time.
struct PlanTables {
  let plans: [(name: String, plan: JSONValue)]

  /// Everything, as Markdown.
  var text: String {
    [
      section("Model", shape),
      section("Parameters", breakdown(["parameters"], whole)),
      section("Memory as CS336 counts it, AdamW, float32", memory("course")),
      section("Memory that lm-train allocates", memory("letterpress")),
      section("Memory of a step on an accelerator", memory("device")),
      section(
        "FLOPs of one forward pass over one sequence", breakdown(["flops", "forward_per_sequence"], Units.scientific)),
      section("Training", training),
    ].compactMap { $0 }.joined(separator: "\n")
  }

  /// A line of a table: what it tells, and the cell of each plan; nil where a plan does not tell.
  private typealias Row = (head: String, cells: [String?])

  private func section(_ title: String, _ rows: [Row]) -> String? {
    let rows = rows.filter { row in row.cells.contains { $0 != nil } }
    guard !rows.isEmpty else { return nil }
    let table = MarkdownTable(
      columns: [.init("", isNumber: false)] + plans.map { .init($0.name) },
      rows: rows.map { row in [row.head] + row.cells.map { $0 ?? "–" } })
    return "### \(title)\n\n\(table.text)"
  }

  private func row(_ head: String, _ path: [String], _ text: (Double) -> String) -> Row {
    (head, plans.map { Self.number($0.plan, path).map(text) })
  }

  private static func number(_ plan: JSONValue, _ path: [String]) -> Double? {
    path.reduce(Optional(plan)) { $0?[$1] }?.double
  }

  // MARK: The sections

  private var shape: [Row] {
    ["layers", "d_model", "heads", "d_ff", "context_length", "vocab_size"].map { row($0, ["model", $0], whole) }
  }

  /// Components and total, each with its share of the total.
  private func breakdown(_ path: [String], _ text: (Double) -> String) -> [Row] {
    let objects = plans.map { plan in path.reduce(Optional(plan.plan)) { $0?[$1] } }
    let names = Set(objects.flatMap { $0?.object.map { Array($0.keys) } ?? [] }).subtracting(["total"]).sorted()
    let parts = names.map { name -> Row in
      let cells = objects.map { object -> String? in
        guard let amount = object?[name]?.double, let total = object?["total"]?.double, total > 0 else { return nil }
        return "\(text(amount)) (\(Units.fixed(amount / total * 100, decimals: 1))%)"
      }
      return (name, cells)
    }
    return parts + [row("total", path + ["total"], text)]
  }

  private func memory(_ account: String) -> [Row] {
    let path = ["memory", account]
    return [
      row("parameters", path + ["fixed", "parameters"], bytes),
      row("gradients", path + ["fixed", "gradients"], bytes),
      row("moments of AdamW", path + ["fixed", "optimizer"], bytes),
      row("activations of one sequence", path + ["activations_per_sequence", "total"], bytes),
      row("memory to fit", path + ["limit"], bytes),
      row("largest batch that fits", path + ["largest_batch"], whole),
    ]
  }

  private var training: [Row] {
    [
      row("sequences in a step", ["step_sequences"], whole),
      row("FLOPs of a step", ["flops", "training_per_step"], Units.scientific),
      row("steps", ["steps"], whole),
      row("total FLOPs", ["flops", "training_in_all"], Units.scientific),
      row("peak of the hardware, FLOP/s", ["peak_flops"], Units.scientific),
      row("share of it that is reached", ["utilization"]) { "\(Units.fixed($0 * 100, decimals: 0))%" },
      row("days", ["seconds"]) { $0 < 8_640_000 ? Units.fixed($0 / 86_400, decimals: 2) : whole($0 / 86_400) },
    ]
  }

  // MARK: Numbers

  private func whole(_ value: Double) -> String {
    abs(value) < 9e18 ? Units.grouped(Int(value.rounded())) : "\(value)"
  }

  private func bytes(_ value: Double) -> String { "\(Units.fixed(value / 1e9, decimals: 2)) GB" }
}
