import PJRT
import Testing

@testable import Accelerators

@Suite("Where plugins are looked for")
struct PluginSearchTests {
  /// A system with some files, and nothing else.
  private func environment(
    _ files: [String], _ variables: [String: String] = [:], executable: String? = "/opt/lp/bin/lm-train"
  ) -> SearchEnvironment {
    SearchEnvironment(
      variable: { variables[$0] }, isFile: { files.contains($0) },
      names: { folder in
        let below = files.filter { $0.hasPrefix(folder + "/") }.map { $0.dropFirst(folder.count + 1) }
        return Set(below.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
      },
      executable: executable)
  }

  private func places(_ files: [String] = [], _ variables: [String: String]) -> [String] {
    PluginSearch(environment(files, variables)).places.map(\.path)
  }

  @Test("our own folders: the variable's, or the user's; and the prefix's")
  func folders() {
    let installed = "/opt/lp/lib/letterpress/plugins"
    #expect(places([:]) == [installed])
    #expect(places(["HOME": "/home/u"]) == ["/home/u/.local/share/letterpress/plugins", installed])
    #expect(places(["HOME": "/home/u", "XDG_DATA_HOME": "/data/"]) == ["/data//letterpress/plugins", installed])
    #expect(places(["HOME": "/home/u", "LETTERPRESS_PLUGINS": "/p/"]) == ["/p", installed])
    #expect(places(["HOME": "/home/u", "LETTERPRESS_PLUGINS": ""]).first == "/home/u/.local/share/letterpress/plugins")
    #expect(PluginSearch(environment([], executable: nil)).places == [])
    let root = PluginSearch(environment([], executable: "/bin/lm-train"))
    #expect(root.places.map(\.path) == ["/lib/letterpress/plugins"])
  }

  private func places(_ variables: [String: String]) -> [String] { places([], variables) }

  @Test("Python's packages: the active environment's, then those of the python3 that would run")
  func python() {
    let files = [
      "/venv/lib/python3.9/site-packages/a.py", "/venv/lib/python3.12/site-packages/a.py", "/venv/bin/python3",
      "/usr/bin/python3", "/usr/lib/python3/dist-packages/a.py", "/usr/local/lib/python3.11/dist-packages/a.py",
      "/home/u/.local/lib/python3.11/site-packages/a.py", "/conda/lib/python3.13/site-packages/a.py",
    ]
    let variables = [
      "VIRTUAL_ENV": "/venv", "CONDA_PREFIX": "/conda", "HOME": "/home/u", "PATH": "bin:/sbin:/usr/bin:/venv/bin",
    ]
    #expect(
      Array(places(files, variables).dropFirst(2)) == [
        "/venv/lib/python3.12/site-packages", "/venv/lib/python3.9/site-packages",
        "/conda/lib/python3.13/site-packages", "/usr/local/lib/python3.11/dist-packages",
        "/usr/lib/python3/dist-packages",
        "/home/u/.local/lib/python3.11/site-packages",
      ])
  }

  @Test("a python3 at the root is that of /usr")
  func rootPython() {
    let files = ["/bin/python3", "/usr/lib/python3/dist-packages/a.py"]
    #expect(places(files, ["PATH": "/bin"]).last == "/usr/lib/python3/dist-packages")
  }

  @Test("a plugin of ours comes before Python's, CUDA 13 before 12, a compiler alone last")
  func order() throws {
    let cuda13 = "jax_plugins/xla_cuda13/xla_cuda_plugin.so"
    let cuda12 = "jax_plugins/xla_cuda12/xla_cuda_plugin.so"
    let files = [
      "/venv/lib/python3.12/site-packages/" + cuda13, "/p/cuda12/" + cuda12, "/p/cuda13/" + cuda13, "/p/" + cuda12,
      "/p/cuda13-compiler/" + cuda13,
      "/p/cpu-old/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so", "/p/tpu/libtpu/libtpu.so", "/p/cuda13/other.so",
    ]
    let search = PluginSearch(environment(files, ["LETTERPRESS_PLUGINS": "/p", "VIRTUAL_ENV": "/venv"]))
    #expect(
      search.all(of: .cuda).map(\.path) == [
        "/p/cuda13/" + cuda13, "/p/cuda12/" + cuda12, "/p/cuda13-compiler/" + cuda13, "/p/" + cuda12,
        "/venv/lib/python3.12/site-packages/" + cuda13,
      ])
    #expect(try search.find("cuda") == FoundPlugin(path: "/p/cuda13/" + cuda13, kind: .cuda, root: "/p/cuda13"))
    #expect(try search.find("cpu-xla").path == files[5])
    #expect(search.all().map(\.kind) == [.cuda, .cuda, .cuda, .cuda, .cuda, .tpu, .cpuXLA])
  }

  @Test("a path is taken as it is, and known by its place")
  func paths() throws {
    let search = PluginSearch(environment([]))
    #expect(try search.find("./own.so") == FoundPlugin(path: "./own.so"))
    #expect(try search.find("own.so").kind == nil)
    let known = try search.find("/x/site-packages/jax_plugins/xla_rocm7/xla_rocm_plugin.so")
    #expect(known.kind == .rocm && known.root == "/x/site-packages")
    #expect(known.kind?.clientOptions(devices: 1)["platform_name"] == .string("ROCM"))
  }

  @Test("what is not there is named, with every place and the command that installs it")
  func missing() {
    let search = PluginSearch(environment([], ["LETTERPRESS_PLUGINS": "/p"]))
    #expect {
      try search.find("cuda")
    } throws: { error in
      "\(error)" == """
        no plugin for cuda (NVIDIA GPUs) in /p, /opt/lp/lib/letterpress/plugins; install one with \
        pipelines/install-plugin.sh cuda13
        """
    }
    #expect {
      try search.find("gpu")
    } throws: { error in
      "\(error)" == """
        no device is called "gpu" (expected cpu, cuda, rocm, oneapi, tpu, cpu-xla or the path of a plugin); choose one \
        of them
        """
    }
  }

  @Test("NVIDIA's libraries are those beside the plugin")
  func libraries() {
    let root = "/p/cuda13"
    let path = root + "/jax_plugins/xla_cuda13/xla_cuda_plugin.so"
    let files = [path, root + "/nvidia/cu13/lib/libcudart.so.13", root + "/nvidia/cu13/bin/ptxas"]
    let plugin = FoundPlugin(path: path)
    let system = environment(files)
    #expect(plugin.compileOverrides(in: system) == ["xla_gpu_cuda_data_dir": .string(root + "/nvidia/cu13")])
    #expect(plugin.compileOverrides(in: environment([path])) == [:])
    let missing = plugin.missingLibraries(in: system)
    #expect(missing.contains("libcudnn.so.9") && missing.contains("libnccl.so.2"))
    #expect(!missing.contains("libcudart.so.13"))
    let other = FoundPlugin(path: "/x/own.so")
    #expect(other.missingLibraries(in: system) == [] && other.compileOverrides(in: system) == [:])
  }

  @Test("this system is seen as it is")
  func system() {
    let environment = SearchEnvironment.system(executable: "/bin/sh")
    #expect(environment.isFile(#filePath) && !environment.isFile("/") && !environment.isFile(#filePath + "x"))
    #expect(environment.names("/").contains("bin") && environment.names("/none/such") == [])
    #expect(environment.variable("PATH") != nil && environment.variable("LETTERPRESS_NO_SUCH") == nil)
  }
}
