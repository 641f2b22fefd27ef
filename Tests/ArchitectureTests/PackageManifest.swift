import Foundation

/// The package's targets as SwiftPM reads them from Package.swift: the one list of who may import whom.
struct PackageManifest {
  struct Target {
    let name: String
    /// `regular`, `executable`, `system`, `test`, as SwiftPM calls them.
    let kind: String
    /// The targets of this package and the products of others that it depends on.
    let dependencies: Set<String>
  }

  let targets: [Target]

  /// Read once for all tests: it starts SwiftPM, which neither builds nor downloads anything for it.
  static let current = Result { try PackageManifest(SourceTree.root) }

  init(_ folder: URL) throws {
    // A build folder of its own: whoever runs the tests may hold that of the package.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("package-\(UUID())")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", folder.path, "--scratch-path", scratch.path, "dump-package",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    targets = try JSONDecoder().decode(Description.self, from: bytes).targets.map { target in
      Target(name: target.name, kind: target.type, dependencies: Set(target.dependencies.compactMap(\.name)))
    }
  }

  /// Everything that a target depends on, directly or through others.
  func reached(from name: String) -> Set<String> {
    let dependencies = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.dependencies) })
    var reached: Set<String> = []
    var frontier = [name]
    while let next = frontier.popLast() {
      for name in dependencies[next, default: []] where reached.insert(name).inserted { frontier.append(name) }
    }
    return reached
  }

  private struct Description: Decodable {
    let targets: [Target]

    struct Target: Decodable {
      let name, type: String
      let dependencies: [Dependency]
    }

    /// `{"byName": ["Formats", null]}`, `{"target": […]}` or `{"product": ["ArgumentParser", "swift-argument-parser", null, null]}`.
    struct Dependency: Decodable {
      let name: String?

      init(from decoder: any Decoder) throws {
        let kinds = try decoder.singleValueContainer().decode([String: [Word?]].self)
        name = kinds.values.first?.first??.text
      }
    }

    /// The name first, then what narrows it down: text, a condition, or nothing.
    struct Word: Decodable {
      let text: String?

      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
  }
}
