import Foundation
import Testing

/// `lm-train devices`: a plugin that fails, or ends its process, is one line.
@Suite("The list of devices")
struct DevicesTests {
  private static let compiler = ["/usr/bin/cc", "/usr/local/bin/cc"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func devices(_ workspace: Workspace, _ words: String...) throws -> ToolRunner.Result {
    let variables = [
      "LETTERPRESS_PLUGINS": "plugins", "HOME": workspace.folder.path, "PATH": "/none", "VIRTUAL_ENV": "",
    ]
    return try workspace.run("lm-train", arguments: ["devices"] + words, environment: variables)
  }

  @Test("without a plugin it says where it looked and how to get one")
  func none() throws {
    let workspace = try Workspace()
    let result = try devices(workspace)
    #expect(result.exitCode == 0)
    #expect(result.standardError == "")
    let lines = result.text.split(separator: "\n")
    #expect(lines.first == "cpu: our own kernels, always there")
    #expect(lines.contains("cuda: no plugin for NVIDIA GPUs; install one with pipelines/install-plugin.sh cuda13"))
    #expect(lines.contains("  plugins"))
    let json = try JSONSerialization.jsonObject(with: try devices(workspace, "--json").standardOutput) as? [String: Any]
    #expect((json?["plugins"] as? [Any])?.isEmpty == true)
    #expect((json?["missing"] as? [Any])?.count == 5)
    #expect(try workspace.list() == [])
  }

  @Test("a file that is no plugin is told with the reason, and what lacks beside it")
  func textFile() throws {
    let workspace = try Workspace()
    let path = "plugins/cuda13/jax_plugins/xla_cuda13/xla_cuda_plugin.so"
    try write("no library", to: path, in: workspace)
    let result = try devices(workspace)
    #expect(result.exitCode == 0)
    let lines = result.text.split(separator: "\n")
    #expect(lines.contains("cuda: \(path)"))
    #expect(lines.contains { $0.hasPrefix("  does not work: plugin \(path): the system cannot load it: ") })
    #expect(lines.contains { $0.hasPrefix("  not beside it: libcudart.so.13, ") })
  }

  @Test(
    "a plugin that ends its process ends only the one that tries it", .enabled(if: compiler != nil, "no C compiler"))
  func abort() throws {
    let workspace = try Workspace()
    let path = "plugins/cpu/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"
    let source = """
      #include <stdio.h>
      #include <stdlib.h>
      void *GetPjrtApi(void) {
        printf("noise\\n"); fflush(stdout);
        fprintf(stderr, "F0000 00:00:1.2  3 client.cc:74] Check failed: no %cdevice\\nmore\\n", 27); abort();
      }
      """
    try write(source, to: path + ".c", in: workspace)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.compiler))
    process.currentDirectoryURL = workspace.folder
    process.arguments = ["-shared", "-fPIC", "-o", path, path + ".c"]
    try process.run()
    process.waitUntilExit()
    let result = try devices(workspace)
    #expect(result.exitCode == 0)
    #expect(result.standardError == "")
    let words = #"  does not work: it ended its process with 134: Check failed: no \u{1B}device"#
    #expect(result.text.split(separator: "\n").contains { $0 == words }, "\(result.text)")
    let json = try JSONSerialization.jsonObject(with: try devices(workspace, "--json").standardOutput) as? [String: Any]
    let plugin = try #require((json?["plugins"] as? [[String: Any]])?.first)
    #expect(plugin["device"] as? String == "cpu-xla")
    #expect((plugin["error"] as? String)?.contains("Check failed") == true)
  }

  private func write(_ text: String, to path: String, in workspace: Workspace) throws {
    let url = workspace.folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
