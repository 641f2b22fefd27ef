import TestSupport
import Testing
import Training
import Transformer

@testable import DeviceTraining

@Suite("Devices of several processes")
struct SharedDevicesTests {
  private let shared = SharedDevices(platform: "cuda", count: 2, processes: 3)

  @Test("each process has its first devices, in the order that all processes see")
  func ids() throws {
    let all = [(9, 2), (1, 0), (4, 1), (0, 0), (2, 0), (8, 2), (5, 1)].map { (id: $0.0, process: $0.1) }
    #expect(try shared.ids(among: all) == [0, 1, 4, 5, 8, 9])
    #expect(try (0..<3).map { try shared.replicas(of: $0) } == [0..<2, 2..<4, 4..<6])
  }

  @Test("too few devices, or those of other processes, are said")
  func refusals() throws {
    let few = [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2)].map { (id: $0.0, process: $0.1) }
    #expect(throws: DeviceTrainingError.tooFewDevicesOf(process: 1, found: 1, expected: 2)) {
      try shared.ids(among: few)
    }
    let alone = [(id: 0, process: 0), (id: 1, process: 0)]
    #expect(throws: DeviceTrainingError.otherProcesses(platform: "cuda", found: 1, expected: 3)) {
      try shared.ids(among: alone)
    }
    #expect(throws: DeviceTrainingError.self) { try shared.replicas(of: 3) }
    #expect(
      "\(DeviceTrainingError.otherProcesses(platform: "cpu", found: 1, expected: 2))" == """
        "cpu": the plugin shows the devices of 1 process (expected those of 2, which the launcher started); train with a \
        plugin for GPUs, or with one process
        """)
  }

  @Test("a process's windows are its share of each batch", arguments: [24, 70_000])
  func windows(vocabulary: Int) throws {
    let own = BatchShape(batch: 2, positions: 3)
    let source = ArrayTokens((0..<400).map { UInt32($0 * 7 % vocabulary) })
    func bytes(_ replicas: Range<Int>, of count: Int) throws -> [[UInt8]] {
      var windows = LaunchWindows(shape: own, replicas: replicas, of: count, vocabulary: vocabulary)
      var drawn = 0
      for _ in 0..<2 {
        try windows.prepare(batches: 2) { batch in
          try batch.fill(BatchShape(batch: 2 * count, positions: 3), from: source) { _ in
            drawn += 5
            return drawn
          }
        }
      }
      return windows.removeFirst(2)
    }
    let all = try bytes(0..<3, of: 3)
    #expect(all.count == 3 && Set(all).count == 3)
    for replica in 0..<3 { #expect(try bytes(replica..<replica + 1, of: 3) == [all[replica]]) }
    #expect(try bytes(1..<3, of: 3) == Array(all[1...]))
  }
}
