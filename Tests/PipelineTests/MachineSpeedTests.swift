import Foundation
import Testing

/// machine-speed as pipelines/bench/training.sh runs it.
@Suite struct MachineSpeedTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test func saysWhatItMeasured() throws {
    let result = try workspace.run("machine-speed", "--megabytes", "3", "--seconds", "0.01", "--threads", "2")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let json = try #require(JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any])
    #expect(try #require(json["gflops"] as? Double) > 0)
    #expect(try #require(json["gigabytes_per_second"] as? Double) > 0)
    #expect(json["threads"] as? Int == 2)
    #expect(json["megabytes"] as? Int == 3)
  }

  /// The measurement itself takes a minute: by hand.
  @Test func kernelsAreASubcommand() throws {
    let help = try workspace.run("machine-speed", "kernels", "--help")
    #expect(help.exitCode == 0)
    #expect(help.text.contains("every operation of a training step"))
    #expect(try workspace.run("machine-speed", "kernels", "--threads", "0").exitCode == 64)
    #expect(try workspace.run("machine-speed", "kernels", "--gradient-groups", "3").exitCode == 64)
    #expect(try workspace.run("machine-speed", "--help").text.contains("--megabytes"))
  }

  @Test(arguments: [["--megabytes", "0"], ["--seconds", "0"], ["--seconds", "nan"], ["--threads", "0"]])
  func valuesThatMakeNoSenseAreRefused(arguments: [String]) throws {
    #expect(try workspace.run("machine-speed", arguments: arguments).exitCode == 64)
  }
}
