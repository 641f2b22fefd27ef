import Testing

@testable import Transformer

@Suite struct SystemMemoryTests {
  @Test func theMachineHasMemory() {
    #expect(SystemMemory.size > 1e8)
    #expect(SystemMemory.free > 0)
  }

  @Test func freeMemoryIsWhatLinuxSays() {
    let meminfo = "MemTotal:  24000000 kB\nMemFree:  1000 kB\nMemAvailable:   2000000 kB\nSwapFree:    500000 kB\n"
    #expect(SystemMemory.free(in: meminfo) == 2.5e6 * 1024)
    #expect(SystemMemory.free(in: "") == .infinity)
    #expect(SystemMemory.free(in: "MemAvailable: lots\n") == .infinity)
  }

  @Test func theLeastLimitOfAllGroupsCounts() {
    let version2 = [
      "/sys/fs/cgroup/job/step/memory.max": "max\n", "/sys/fs/cgroup/job/memory.max": "4000000000\n",
      "/sys/fs/cgroup/memory.max": "8000000000\n",
    ]
    #expect(SystemMemory.groupLimit(of: "0::/job/step\n") { version2[$0] ?? "" } == 4e9)
    let version1 = ["/sys/fs/cgroup/memory/a/memory.limit_in_bytes": "2000000000\n"]
    #expect(SystemMemory.groupLimit(of: "3:cpu:/a\n5:memory:/a\n0::/\n") { version1[$0] ?? "" } == 2e9)
    #expect(SystemMemory.groupLimit(of: "") { _ in "1" } == .infinity)
    #expect(SystemMemory.groupLimit(of: "nonsense\n0::\n") { _ in "" } == .infinity)
  }
}
