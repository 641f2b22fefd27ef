import Foundation
import Testing

/// Package.swift is the one list of who may import whom. SwiftPM's own check (pipelines/build.sh asks for it) finds a
/// target that is no dependency at all; that it is a dependency of the target itself, not of another, is tested here.
@Suite("Targets depend only on what they may")
struct TargetTests {
  /// Values and buffers in, values and buffers out.
  static let computation = [
    "Platform", "Memory", "Parallel", "Randomness", "Kernels", "Tokenization", "Sharding", "Engines",
    "Collectives", "Transformer", "Training", "StableHLO", "ModelPrograms", "PJRT", "MPI", "DeviceTraining",
    "Reference",
  ]

  /// What touches disks, databases or terminals.
  static let storage: Set<String> = [
    "CZstd", "CSQLite", "Formats", "Manifest", "Checkpoints", "Datasets", "Reports", "CommandSupport", "SQLite",
    "Accelerators", "DeviceCommands", "ArgumentParser",
  ]

  private func package() throws -> PackageManifest { try PackageManifest.current.get() }

  @Test("computation never depends on storage, directly or through another target", arguments: computation)
  func computationIsPure(name: String) throws {
    let package = try package()
    #expect(package.targets.contains { $0.name == name })
    let storage = package.reached(from: name).intersection(Self.storage)
    #expect(storage.isEmpty, "\(name) reaches \(storage.sorted())")
  }

  @Test("every import of a module is one that its target declares")
  func importsAreDeclared() throws {
    let package = try package()
    let modules = Set(package.targets.map(\.name) + package.targets.flatMap(\.dependencies))
    for target in package.targets {
      let folder = SourceTree.root.appendingPathComponent(target.kind == "test" ? "Tests" : "Sources")
        .appendingPathComponent(target.name)
      for file in SourceTree.files(in: folder, extensions: ["swift"]) {
        let undeclared = try SourceTree.imports(of: file).intersection(modules).subtracting(target.dependencies)
        #expect(undeclared.isEmpty, "\(target.name)/\(file.lastPathComponent) imports \(undeclared.sorted())")
      }
    }
  }

  @Test("the list of storage names what there is")
  func storageExists() throws {
    let package = try package()
    let known = Set(package.targets.map(\.name)).union(package.targets.flatMap(\.dependencies))
    #expect(Self.storage.isSubset(of: known))
  }

  /// Foundation is large and slow to start: only storage and commands may ask for it.
  @Test("computation does not import Foundation", arguments: computation)
  func computationNeedsNoFoundation(name: String) throws {
    let files = SourceTree.files(in: SourceTree.sources.appendingPathComponent(name), extensions: ["swift"])
    #expect(!files.isEmpty)
    for file in files {
      let found = try SourceTree.imports(of: file).filter { $0.hasPrefix("Foundation") }
      #expect(found.isEmpty, "\(name)/\(file.lastPathComponent) imports \(found.sorted())")
    }
  }

  @Test("only tests depend on the oracle and on what tests share", arguments: ["Reference", "TestSupport"])
  func testsHelpersAreNotShipped(helper: String) throws {
    let package = try package()
    #expect(package.targets.contains { $0.kind == "test" && $0.dependencies.contains(helper) })
    // A program that only tests run.
    let tested: Set = ["mpi-check"]
    for target in package.targets where target.kind != "test" && !tested.contains(target.name) {
      #expect(!target.dependencies.contains(helper), "\(target.name)")
    }
  }

  @Test("every folder of Sources is a target, and the reverse")
  func foldersAreTargets() throws {
    let targets = try package().targets.filter { $0.kind != "test" }
    #expect(try SourceTree.folders() == Set(targets.map(\.name)))
  }

  @Test("every target has a row in docs/architecture.md, and the reverse")
  func tableIsComplete() throws {
    let page = try String(
      contentsOf: SourceTree.root.appendingPathComponent("docs/architecture.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").drop { $0 != "| target | duty |" }.dropFirst(2).prefix { $0.hasPrefix("|") }
    let names = rows.flatMap { row in
      row.split(separator: "|")[0].split(separator: ",").map { $0.filter { $0 != " " && $0 != "`" } }
    }
    #expect(names.sorted() == (try SourceTree.folders()).sorted())
  }

  @Test("only CKernels, CTokenizer and CSHA256 name an instruction set's intrinsics")
  func intrinsicsStayInTheirTargets() throws {
    for name in try SourceTree.folders() where !["CKernels", "CTokenizer", "CSHA256"].contains(name) {
      let folder = SourceTree.sources.appendingPathComponent(name)
      for file in SourceTree.files(in: folder, extensions: ["swift", "c", "h"]) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for header in ["immintrin.h", "arm_neon.h", "__m512", "__m256", "__m128"] {
          #expect(!text.contains(header), "\(name)/\(file.lastPathComponent) names \(header)")
        }
      }
    }
  }

  @Test("the reader of imports sees every form of import")
  func importForms() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("imports-\(UUID()).swift")
    defer { try? FileManager.default.removeItem(at: file) }
    try """
    import A
    @testable import B
    package import C
    import struct D.Inner
    #if canImport(E)
      import E.Sub
    #endif
    // import F
    """.write(to: file, atomically: true, encoding: .utf8)
    #expect(try SourceTree.imports(of: file) == ["A", "B", "C", "D", "E"])
  }
}
