import Collectives
import Platform

/// How long sums over the ranks take: a line with seconds for each.
struct SpeedCheck {
  private let group: ProcessGroup

  init(_ group: ProcessGroup) { self.group = group }

  /// - Parameters:
  ///   - count: floats in all
  ///   - times: sums after the first
  ///   - ranges: into which they are divided, as a training does
  /// - Throws: `CollectivesError` when a rank is lost or the library fails.
  func run(floats count: Int, times: Int, ranges: Int) throws {
    let buffer = UnsafeMutablePointer<Float>.allocate(capacity: count)
    defer { buffer.deallocate() }
    for wire in WireFormat.allCases {
      buffer.initialize(repeating: 1, count: count)
      for _ in 0...times {
        try group.call { try $0.barrier() }
        let start = ContinuousClock.now
        for range in 0..<ranges {
          group.beginSum(of: buffer, count * range / ranges..<count * (range + 1) / ranges, as: wire)
        }
        try group.finish()
        let seconds = try group.call { [taken = start.duration(to: .now).seconds] in try $0.sum([taken]) }[0]
        if group.rank == 0 { print(wire.rawValue, seconds / Double(group.size)) }
        buffer.update(repeating: 1, count: count)
      }
    }
  }
}
