import Testing

@testable import Accelerators
@testable import PJRT

@Suite("How clients of plugins are started")
struct PluginKindTests {
  /// The options of each try, of which the first `refusals` are refused.
  private func tries(_ kind: PluginKind, refusals: Int, with code: StatusCode) -> [[String: PluginValue]] {
    var tries: [[String: PluginValue]] = []
    let error = DeviceError(code: code, words: "no", purpose: "starting")
    let started = try? kind.start(devices: 3) { options throws(DeviceError) in
      tries.append(options)
      if tries.count <= refusals { throw error }
      return tries.count
    }
    #expect(started == (tries.count > refusals ? tries.count : nil))
    return tries
  }

  @Test(
    "a GPU's plugin is asked for most of the memory, and left to itself if it refuses",
    arguments: [
      (PluginKind.cuda, "cuda"), (.rocm, "ROCM"),
    ])
  func memoryOfGPUs(kind: PluginKind, platform: String) {
    let plain: [String: PluginValue] = ["platform_name": .string(platform)]
    let full = plain.merging(["memory_fraction": .float(0.92), "preallocate": .bool(true)]) { own, _ in own }
    #expect(tries(kind, refusals: 0, with: .invalidArgument) == [full])
    #expect(tries(kind, refusals: 1, with: .invalidArgument) == [full, plain])
    #expect(tries(kind, refusals: 2, with: .invalidArgument) == [full, plain])
    // Another error is no matter of options.
    #expect(tries(kind, refusals: 1, with: .unavailable) == [full])
  }

  @Test("others are told nothing of memory")
  func others() {
    #expect(tries(.cpuXLA, refusals: 1, with: .invalidArgument) == [["cpu_device_count": .int64(3)]])
    #expect(tries(.tpu, refusals: 1, with: .invalidArgument) == [[:]])
  }
}
