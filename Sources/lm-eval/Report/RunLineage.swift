import Formats
import Manifest
import Messages
import Reports

/// The lineage of a report's runs as a graph of values, from what the manifest tells of each.
struct RunLineage {
  private(set) var graph = LineageGraph()

  /// The graph of runs, with the place of each in the report.
  init(_ origins: [RunOrigin], places: [Int]) {
    for (place, origin) in zip(places, origins) {
      for run in origin.ancestors { add(run, origin) }
      if let run = origin.ancestors.first { addResult(run, origin, place) }
    }
  }

  /// What of the graph is in the page, as a text.
  var text: String {
    let nodes = graph.nodes.map { "\($0.kind)\t\($0.name)\t\($0.remark)\t\($0.shown ?? -1)\n" }
    return (nodes + graph.edges.map { "\($0.from)\t\($0.to)\n" }).joined()
  }

  private mutating func add(_ run: RunFacts, _ origin: RunOrigin) {
    let node = self.node(of: run)
    if let before = run.continues, let earlier = origin.ancestors.first(where: { $0.name.id == before }) {
      graph.connect(self.node(of: earlier), to: node)
    }
    for (key, files) in groups(of: run) {
      let producer = files[0].producer
      let made = producer.flatMap { name in origin.ancestors.first { $0.name.id == name.id } }
      let files = graph.node(key, Self.node(producer == nil ? .given : .files, files))
      graph.connect(files, to: node)
      if let made { graph.connect(self.node(of: made), to: files) }
    }
  }

  /// The inputs that one run made and this one reads in the same role, and given ones, in the order of the command line.
  private func groups(of run: RunFacts) -> [(key: String, files: [RunFacts.File])] {
    var groups: [(key: String, files: [RunFacts.File])] = []
    for file in run.inputs where file.path != "-" {
      let origin = file.producer.map { "made \($0.id)" } ?? "given"
      if let place = groups.firstIndex(where: { $0.key == "\(origin) \(file.role)" }) {
        groups[place].files.append(file)
      } else {
        groups.append(("\(origin) \(file.role)", [file]))
      }
    }
    // Given files are the same wherever they are read, if they are the same files.
    return groups.map { group in
      let paths = group.files[0].producer == nil ? group.files.map(\.path).joined(separator: "\n") : ""
      return (group.files[0].producer == nil ? "given \(paths)" : group.key, group.files)
    }
  }

  private mutating func addResult(_ run: RunFacts, _ origin: RunOrigin, _ index: Int) {
    let node = self.node(of: run)
    graph.show(node, as: index)
    let kept = run.outputs.filter(\.kept)
    guard !kept.isEmpty else { return }
    let result = graph.node("result \(run.name.id)", Self.node(.files, kept.reversed()))
    graph.show(result, as: index)
    graph.connect(node, to: result)
  }

  private mutating func node(of run: RunFacts) -> Int {
    let took = run.seconds.map { ", \(Units.duration($0))" } ?? ""
    let ending = run.status == .ok ? "" : ", \(run.status.rawValue)"
    return graph.node(
      "run \(run.name.id)",
      LineageGraph.Node(
        .run, run.name.stage, remark: "\(run.start.forPeople)\(took)\(ending), run \(RunID.short(run.name.id))"))
  }

  private static func node(_ kind: LineageGraph.Kind, _ files: [RunFacts.File]) -> LineageGraph.Node {
    let bytes = files.compactMap(\.bytes).reduce(0, +)
    var facts = files.count > 1 ? ["\(Units.grouped(files.count)) files"] : []
    if bytes > 0 { facts.append(Units.bytes(bytes)) }
    if kind == .given { facts.append("given") }
    return LineageGraph.Node(kind, files[0].path, remark: facts.joined(separator: ", "))
  }
}
