import Formats
import Parallel
import Sharding

/// Reads documents in the order of a plan, a batch at a time on several threads, in constant memory.
///
/// A document longer than a slice is read in slices, so that one of a gigabyte needs no more memory than others.
final class DocumentBatches {
  /// A stretch of a document's tokens.
  struct Slice: Sendable {
    let range: Range<Int>
    let isForValidation: Bool
    /// Bytes of the document's text, if it ends with this slice.
    let endsDocument: Int?
  }

  private static let sliceTokens = 1 << 18
  // 16 MiB of tokens: the larger, the more documents of a shuffled corpus share a frame.
  private static let batchTokens = 1 << 23
  private static let batchSlices = 1 << 17

  private let series: TokenSeries
  private let plan: SplitPlan
  private let team: ThreadTeam
  private var place = 0
  // What is left of the document at `place`, when a part of it has been handed out.
  private var position: Int?
  private let buffer: UnsafeMutablePointer<UInt16>

  init(_ series: TokenSeries, plan: SplitPlan, team: ThreadTeam) {
    self.series = series
    self.plan = plan
    self.team = team
    buffer = .allocate(capacity: Self.batchTokens)
  }

  deinit { buffer.deallocate() }

  /// Hands the next batch to `body`, slice by slice; false at the end.
  /// - Throws: `FormatError`, and what `body` throws.
  func next(_ body: (Slice, UnsafeBufferPointer<UInt16>) throws -> Void) throws -> Bool {
    let slices = nextSlices()
    guard !slices.isEmpty else { return false }
    let starts = slices.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.range.count) }
    try read(slices, starts: starts)
    for (index, slice) in slices.enumerated() {
      try body(slice, UnsafeBufferPointer(start: buffer + starts[index], count: slice.range.count))
    }
    return true
  }

  /// Reads the slices in the order in which they lie in the parts, whatever their order in the dataset: documents that
  /// share a frame then cost one decompression together.
  private func read(_ slices: [Slice], starts: [Int]) throws {
    let byPlace = slices.indices.sorted { slices[$0].range.lowerBound < slices[$1].range.lowerBound }
    let runLength = max(1, (slices.count + 8 * team.threads - 1) / (8 * team.threads))
    let runs = (slices.count + runLength - 1) / runLength
    _ = try team.map(tasks: runs) { run in
      for index in byPlace[run * runLength..<min(slices.count, (run + 1) * runLength)] {
        let range = slices[index].range
        try series.copyTokens(at: range.lowerBound, count: range.count, into: buffer + starts[index])
      }
    }
  }

  /// As many slices as fit a batch.
  private func nextSlices() -> [Slice] {
    var slices: [Slice] = []
    var room = Self.batchTokens
    while place < plan.documents, slices.count < Self.batchSlices {
      let document = plan.document(at: place)
      let range = series.document(document)
      let start = position ?? range.lowerBound
      let end = min(range.upperBound, start + Self.sliceTokens)
      if end - start > room { break }
      room -= end - start
      let isLast = end == range.upperBound
      slices.append(
        Slice(
          range: start..<end, isForValidation: plan.isForValidation(document),
          endsDocument: isLast ? series.textBytes(ofDocument: document) : nil))
      position = isLast ? nil : end
      if isLast { place += 1 }
    }
    return slices
  }
}
