import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct LineageFigureTests {
  /// A text, a tokenizer, a dataset, and some trainings on it, as the reports show them.
  static func graph(trainings: Int) -> LineageGraph {
    var graph = LineageGraph()
    func add(_ key: String, _ kind: LineageGraph.Kind) -> Int {
      graph.node(key, LineageGraph.Node(kind, key, remark: "2 files"))
    }
    let (text, train, tokenizer) = (add("text", .given), add("bpe-train", .run), add("tokenizer", .files))
    let (encode, parts, shard) = (add("bpe-encode", .run), add("parts", .files), add("shard", .run))
    let dataset = add("dataset", .files)
    for (from, to) in [
      (text, train), (train, tokenizer), (text, encode), (tokenizer, encode), (encode, parts), (parts, shard),
      (shard, dataset),
    ] {
      graph.connect(from, to: to)
    }
    for number in 0..<trainings {
      let (run, model) = (add("lm-train \(number)", .run), add("model \(number)", .files))
      graph.connect(dataset, to: run)
      graph.connect(run, to: model)
      graph.show(run, as: number)
    }
    return graph
  }

  /// A graph of any shape, always the same for a seed.
  static func random(_ seed: UInt64, nodes: Int) -> LineageGraph {
    var graph = LineageGraph()
    var state = seed
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for number in 0..<nodes { _ = graph.node("\(number)", LineageGraph.Node(.files, "file \(number)")) }
    for to in 1..<max(2, nodes) where nodes > 1 {
      for _ in 0..<next(4) { graph.connect(next(to), to: to) }
    }
    return graph
  }

  private func check(_ graph: LineageGraph) {
    let layout = LineageLayout(graph)
    #expect(layout.order.sorted() == Array(graph.nodes.indices))
    #expect(Set(layout.rows).count == graph.nodes.count)
    for edge in graph.edges { #expect(layout.rows[edge.from] < layout.rows[edge.to]) }
    // No line passes through a node, and no two share a place: in a column, one begins where the one before has ended.
    for first in graph.nodes.indices {
      for second in graph.nodes.indices
      where layout.columns[first] == layout.columns[second] && layout.rows[first] < layout.rows[second] {
        #expect(layout.ends[first] <= layout.rows[second])
      }
    }
  }

  @Test(arguments: [1, 3, 30, 100]) func nothingCoversAnything(trainings: Int) {
    check(Self.graph(trainings: trainings))
    #expect(LineageLayout(Self.graph(trainings: trainings)).columnCount <= 4)
  }

  @Test(arguments: 0..<40) func nothingCoversAnythingInAnyShape(seed: UInt64) {
    check(Self.random(seed, nodes: 1 + Int(seed) * 3))
  }

  @Test func everyNodeAndEdgeIsDrawn() throws {
    let graph = Self.graph(trainings: 12)
    let svg = LineageFigure(graph, runs: 12).svg
    #expect(svg.components(separatedBy: "<path ").count - 1 == graph.edges.count)
    #expect(svg.components(separatedBy: "class=\"node\"").count - 1 == graph.nodes.count)
    for node in graph.nodes { #expect(svg.contains(">\(node.name)<tspan")) }
    for number in 0..<12 { #expect(svg.contains("class=\"f\(number)\"")) }
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg == LineageFigure(graph, runs: 12).svg)
    #expect(!svg.lowercased().contains("nan"))
  }

  /// Only a damaged record leads in a circle: it is drawn all the same.
  @Test func aCircleEnds() {
    var graph = Self.random(3, nodes: 5)
    graph.connect(4, to: 0)
    graph.connect(0, to: 4)
    #expect(LineageLayout(graph).order.sorted() == [0, 1, 2, 3, 4])
    #expect(XMLParser(data: Data(LineageFigure(graph, runs: 0).svg.utf8)).parse())
  }

  @Test func hostileNamesStayText() {
    var graph = LineageGraph()
    let first = graph.node("a", LineageGraph.Node(.given, SampleReport.hostile, remark: SampleReport.hostile))
    graph.connect(first, to: graph.node("b", LineageGraph.Node(.run, SampleReport.hostile)))
    let svg = LineageFigure(graph, runs: 1).svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(!svg.contains("<img") && !svg.contains("\u{1B}") && !svg.contains("\u{202E}"))
    var report = SampleReport.three
    #expect(!ReportPage(report).html.contains("id=\"lineage\""))
    report.lineage = graph
    #expect(ReportPage(report).html.contains("id=\"lineage\""))
  }
}
