import Foundation
import Testing

/// pipelines/test/kernels_alike.c compares each instruction set's kernels with the portable ones on machines where the test
/// suite does not run: it must know all of them.
@Suite struct ComparedKernelsTests {
  /// Of the benchmarks, without a result that could be compared.
  static let withoutResult: Set<Substring> = ["peak", "read_all"]

  @Test func everyKernelIsCompared() throws {
    let header = try String(
      contentsOf: SourceTree.sources.appendingPathComponent("CKernels/include/CKernels.h"), encoding: .utf8)
    let program = try String(
      contentsOf: SourceTree.root.appendingPathComponent("pipelines/test/kernels_alike.c"), encoding: .utf8)
    let kernels = Set(header.matches(of: /\(\*([a-z_0-9]+)\)\(/).map(\.output.1))
    #expect(kernels.count > 40)
    for kernel in kernels.subtracting(Self.withoutResult) where !program.contains("->\(kernel)(") {
      Issue.record("kernels_alike.c does not compare \(kernel)")
    }
  }
}
