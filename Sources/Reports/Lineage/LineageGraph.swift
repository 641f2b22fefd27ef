/// Which runs and files led to the runs of a report: values for a figure.
package struct LineageGraph: Sendable, Equatable {
  /// What a node stands for.
  package enum Kind: Sendable, Equatable {
    /// A run of a stage.
    case run
    /// A file, or files that one run made and others read together.
    case files
    /// Files that no run made.
    case given
  }

  /// A run, or files.
  package struct Node: Sendable, Equatable {
    package var kind: Kind
    /// What it is called: a tool, or a path.
    package var name: String
    /// What stands behind the name, less prominent: when it ran, or how many files there are.
    package var remark: String
    /// Which run of the report it is; nil for what led to them.
    package var shown: Int?

    /// A node.
    package init(_ kind: Kind, _ name: String, remark: String = "", shown: Int? = nil) {
      self.kind = kind
      self.name = name
      self.remark = remark
      self.shown = shown
    }
  }

  /// From what was read to the run that read it, or from a run to what it made; as indices of nodes.
  package struct Edge: Sendable, Hashable {
    package var from, to: Int

    /// An edge.
    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// The nodes, in any order.
  package private(set) var nodes: [Node] = []
  /// The edges, each once.
  package private(set) var edges: [Edge] = []
  private var indices: [String: Int] = [:]

  /// An empty graph.
  package init() {}

  /// The index of the node with this key, made if it is not there.
  package mutating func node(_ key: String, _ make: @autoclosure () -> Node) -> Int {
    if let index = indices[key] { return index }
    nodes.append(make())
    indices[key] = nodes.count - 1
    return nodes.count - 1
  }

  /// Whether there is a node with this key.
  package func hasNode(_ key: String) -> Bool { indices[key] != nil }

  /// Marks a node as a run of the report.
  package mutating func show(_ index: Int, as run: Int) { nodes[index].shown = nodes[index].shown ?? run }

  /// Adds an edge, if it is not there.
  package mutating func connect(_ from: Int, to: Int) {
    let edge = Edge(from: from, to: to)
    if from != to, !edges.contains(edge) { edges.append(edge) }
  }
}
