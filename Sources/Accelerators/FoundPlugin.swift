import PJRT
import Platform

/// A plugin's library, and what belongs to it.
package struct FoundPlugin: Hashable, Sendable {
  package let path: String
  /// Its kind; nil for a library at a place that is not known.
  package let kind: PluginKind?
  /// The folder into which its wheels were unpacked; nil as above.
  package let root: String?

  package init(path: String, kind: PluginKind, root: String) {
    self.path = path
    self.kind = kind
    self.root = root
  }

  /// A library that a person names.
  package init(path: String) {
    self.path = path
    kind = PluginKind.of(path: path)
    root = kind.flatMap { kind in
      kind.libraries.first { path.hasSuffix("/" + $0) }.map { String(path.dropLast($0.count + 1)) }
    }
  }

  /// What a record calls the device that somebody named: the kind, or the plugin's file.
  package static func shortName(_ name: String) -> String {
    guard PluginKind(rawValue: name) == nil, name.contains("/") else { return name }
    return PluginKind.of(path: name)?.rawValue ?? name.split(separator: "/").last.map(String.init) ?? name
  }

  /// Loads the plugin, after the libraries that it needs.
  /// - Parameter environment: Where its libraries are looked for.
  /// - Returns: The plugin, which stays loaded.
  /// - Throws: `PluginError`.
  package func load(in environment: SearchEnvironment) throws(PluginError) -> Plugin {
    // Loaded once, a library is found by its name: the plugin asks for `libcudnn.so.9`, wherever that is. One that does
    // not load is left to the plugin, which may find another and says best what it misses.
    for library in NVIDIALibraries(self, in: environment).present { _ = dlopen(library, RTLD_NOW | RTLD_LOCAL) }
    // XLA's own lines would stand between ours; errors are answered, not only written.
    setenv("TF_CPP_MIN_LOG_LEVEL", "3", 0)
    return try Plugin(path: path)
  }

  /// Starts a client, told what its kind is told; one of no known kind is told nothing.
  ///
  /// - Parameters:
  ///   - devices: how many there are to be, where that is a choice
  ///   - create: starts one with these options
  /// - Returns: what was started
  /// - Throws: `DeviceError` of the last try
  package func start<Started>(
    devices: Int, _ create: ([String: PluginValue]) throws(DeviceError) -> Started
  ) throws(DeviceError) -> Started {
    guard let kind else { return try create([:]) }
    return try kind.start(devices: devices, create)
  }

  /// XLA's options that programs for this plugin are compiled with: where the compiler finds ptxas and libdevice.
  /// - Parameter environment: Where its libraries are looked for.
  /// - Returns: The options by name.
  package func compileOverrides(in environment: SearchEnvironment) -> [String: CompileOptions.Override] {
    guard let toolkit = NVIDIALibraries(self, in: environment).toolkit else { return [:] }
    return ["xla_gpu_cuda_data_dir": .string(toolkit)]
  }

  /// The files that the plugin needs to run, and that are not beside it: those of the wheels. The system may have them
  /// elsewhere.
  /// - Parameter environment: Where its libraries are looked for.
  /// - Returns: Their names.
  package func missingLibraries(in environment: SearchEnvironment) -> [String] {
    NVIDIALibraries(self, in: environment).missing
  }
}

/// NVIDIA's libraries as their wheels have them, beside a plugin.
///
/// Which ones, and in which order: jax_plugins.xla_cuda13 of JAX 0.11.2 loads the same.
struct NVIDIALibraries {
  private let names: [String]
  private let folder: String
  private let environment: SearchEnvironment

  init(_ plugin: FoundPlugin, in environment: SearchEnvironment) {
    self.environment = environment
    folder = (plugin.root ?? "") + "/nvidia/"
    if plugin.kind != .cuda || plugin.root == nil {
      names = []
    } else {
      names = plugin.path.contains("xla_cuda12") ? Self.cuda12 : Self.cuda13
    }
  }

  /// Their paths, those that others need first.
  var present: [String] { names.map { folder + $0 }.filter(environment.isFile) }

  var missing: [String] {
    names.filter { !environment.isFile(folder + $0) }.compactMap { $0.split(separator: "/").last.map(String.init) }
  }

  /// The folder with `bin/ptxas` and `nvvm/libdevice`; nil where there is none.
  var toolkit: String? {
    names.isEmpty ? nil : ["cu13", "cuda_nvcc"].map { folder + $0 }.first { environment.isFile($0 + "/bin/ptxas") }
  }

  private static let cuda13 = [
    "cu13/lib/libcudart.so.13", "cu13/lib/libnvrtc.so.13", "cu13/lib/libcublasLt.so.13", "cu13/lib/libcublas.so.13",
    "nccl/lib/libnccl.so.2", "cu13/lib/libcupti.so.13", "cu13/lib/libnvJitLink.so.13", "cu13/lib/libcusparse.so.12",
    "cu13/lib/libcusolver.so.12", "cu13/lib/libcufft.so.12", "nvshmem/lib/libnvshmem_host.so.3",
    "cudnn/lib/libcudnn.so.9",
  ]

  private static let cuda12 = [
    "cuda_runtime/lib/libcudart.so.12", "cuda_nvrtc/lib/libnvrtc.so.12", "cublas/lib/libcublasLt.so.12",
    "cublas/lib/libcublas.so.12", "nccl/lib/libnccl.so.2", "cuda_cupti/lib/libcupti.so.12",
    "nvjitlink/lib/libnvJitLink.so.12", "cusparse/lib/libcusparse.so.12", "cusolver/lib/libcusolver.so.11",
    "cufft/lib/libcufft.so.11", "nvshmem/lib/libnvshmem_host.so.3", "cudnn/lib/libcudnn.so.9",
  ]
}
