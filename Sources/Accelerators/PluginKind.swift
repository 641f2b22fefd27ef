import PJRT

/// The kinds of plugins that are known by name, and where their wheels have them.
package enum PluginKind: String, CaseIterable, Sendable {
  case cuda, rocm, oneapi, tpu
  /// XLA's own CPU: the device of tests. (`cpu` alone means our own kernels.)
  case cpuXLA = "cpu-xla"

  /// What its devices are, for people.
  package var title: String {
    switch self {
    case .cuda: "NVIDIA GPUs"
    case .rocm: "AMD GPUs"
    case .oneapi: "Intel GPUs"
    case .tpu: "Google TPUs"
    case .cpuXLA: "the CPU through XLA, for tests"
    }
  }

  /// What `pipelines/install-plugin.sh` calls its versions, the preferred one first: also their folders.
  package var installations: [String] {
    switch self {
    case .cuda: ["cuda13", "cuda12", "cuda13-compiler"]
    case .rocm: ["rocm7"]
    case .oneapi: ["oneapi"]
    case .tpu: ["tpu"]
    case .cpuXLA: ["cpu", "cpu-old"]
    }
  }

  /// The libraries below a folder into which wheels were unpacked, the preferred one first.
  var libraries: [String] {
    switch self {
    case .cuda: ["jax_plugins/xla_cuda13/xla_cuda_plugin.so", "jax_plugins/xla_cuda12/xla_cuda_plugin.so"]
    case .rocm: ["jax_plugins/xla_rocm7/xla_rocm_plugin.so"]
    case .oneapi: ["jax_plugins/xla_oneapi/xla_oneapi_plugin.so"]
    case .tpu: ["libtpu/libtpu.so"]
    case .cpuXLA: ["lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so", "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"]
    }
  }

  /// The kind of a library, by its place; nil for one that is not known.
  static func of(path: String) -> PluginKind? {
    allCases.first { kind in kind.libraries.contains { path == $0 || path.hasSuffix("/" + $0) } }
  }

  /// Whether its devices work together with those of other processes, which meet through a store.
  var drivesSeveralProcesses: Bool {
    switch self {
    case .cuda, .rocm, .oneapi: true
    case .tpu, .cpuXLA: false
    }
  }

  /// What a client of it is told in addition, if the plugin knows it: that it takes most of a GPU's memory at once, and
  /// not three quarters, its default, so that what a plan says fits does. Some is left for the driver, the code of
  /// programs and what else runs there.
  var memoryOptions: [String: PluginValue] {
    switch self {
    case .cuda, .rocm: ["memory_fraction": .float(0.92), "preallocate": .bool(true)]
    case .oneapi, .tpu, .cpuXLA: [:]
    }
  }

  /// Starts a client, with `memoryOptions` unless the plugin refuses them: an older one starts none with
  /// a name that it does not know.
  ///
  /// - Parameters:
  ///   - devices: as of `clientOptions`
  ///   - create: starts one with these options
  /// - Returns: what was started
  /// - Throws: `DeviceError` of the last try
  func start<Started>(
    devices: Int, _ create: ([String: PluginValue]) throws(DeviceError) -> Started
  ) throws(DeviceError) -> Started {
    let options = clientOptions(devices: devices)
    guard !memoryOptions.isEmpty else { return try create(options) }
    do throws(DeviceError) {
      return try create(options.merging(memoryOptions) { own, _ in own })
    } catch {
      guard error.code == .invalidArgument else { throw error }
      return try create(options)
    }
  }

  /// What a client of it is told.
  /// - Parameter devices: How many devices there are to be, where that is a choice; a GPU's plugin has those of the
  ///   machine.
  /// - Returns: Options by name.
  func clientOptions(devices: Int) -> [String: PluginValue] {
    switch self {
    case .cuda: ["platform_name": .string("cuda")]
    case .rocm: ["platform_name": .string("ROCM")]
    case .oneapi: ["platform_name": .string("SYCL")]
    case .tpu: [:]
    case .cpuXLA: ["cpu_device_count": .int64(Int64(devices))]
    }
  }
}
