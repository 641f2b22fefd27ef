import PJRT

/// A GPU that need not be there: programs are compiled for it, and their memory and kernels read.
///
/// What the compiler must know of a GPU is XLA's message `GpuTargetConfigProto` in text form. The figures are NVIDIA's,
/// as openxla/xla has them (xla/backends/gpu/target_config/specs).
package struct DevicelessTarget: Sendable {
  /// How fast the units for one element type are.
  struct Rate: Sendable {
    /// The element types, by XLA's numbers (`xla_data.proto`): 10 is f16, 11 f32, 16 bf16.
    let types: [Int]
    let gigahertz: Double
    let unitsPerCore: Int
    let operationsPerClock: Int
  }

  /// What people call it.
  package let name: String
  let computeCapability: (major: Int, minor: Int)
  let cores: Int
  let memoryBytes: Int
  let memoryBytesPerSecond: Int
  let cacheBytes: Int
  let gigahertz: Double
  let sharedMemoryPerBlock: Int
  let scalarRates: [Rate]
  let matrixRates: [Rate]

  /// NVIDIA H100 with 80 GB, SXM.
  package static let h100 = DevicelessTarget(
    name: "NVIDIA H100 80GB HBM3", computeCapability: (9, 0), cores: 132, memoryBytes: 84_942_979_072,
    memoryBytesPerSecond: 3_352_320_000_000, cacheBytes: 52_428_800, gigahertz: 1.98, sharedMemoryPerBlock: 232_448,
    scalarRates: [
      Rate(types: [4, 8, 12], gigahertz: 1.98, unitsPerCore: 64, operationsPerClock: 1),
      Rate(types: [11], gigahertz: 1.98, unitsPerCore: 128, operationsPerClock: 1),
      Rate(types: [10, 16], gigahertz: 1.98, unitsPerCore: 128, operationsPerClock: 2),
    ],
    matrixRates: [
      Rate(types: [2, 6, 19, 20], gigahertz: 1.83, unitsPerCore: 4, operationsPerClock: 1024),
      Rate(types: [10, 16], gigahertz: 1.83, unitsPerCore: 4, operationsPerClock: 512),
      Rate(types: [11], gigahertz: 1.83, unitsPerCore: 4, operationsPerClock: 256),
      Rate(types: [12], gigahertz: 1.98, unitsPerCore: 4, operationsPerClock: 32),
    ])

  /// Describes it to NVIDIA's plugin.
  /// - Parameter plugin: The plugin for CUDA; neither a GPU nor a driver is needed, only ptxas and libdevice.
  /// - Returns: One such GPU, to compile for.
  /// - Throws: `DeviceError`.
  package func topology(plugin: Plugin) throws -> Topology {
    try Topology(plugin: plugin, options: ["target_config": .string(description), "topology": .string("1x1x1")])
  }
}

extension DevicelessTarget: CustomStringConvertible {
  /// The message in text form.
  package var description: String {
    """
    gpu_device_info {
      name: "\(name)"
      device_vendor: "NVIDIA Corporation"
      cuda_compute_capability { major: \(computeCapability.major) minor: \(computeCapability.minor) \
    feature_extension: ACCELERATED_FEATURES }
      core_count: \(cores)
      fpus_per_core: 128
      clock_rate_ghz: \(gigahertz)
      threads_per_warp: 32
      threads_per_block_limit: 1024
      threads_per_core_limit: 2048
      thread_dim_limit_x: 1024
      thread_dim_limit_y: 1024
      thread_dim_limit_z: 64
      block_dim_limit_x: 2147483647
      block_dim_limit_y: 65535
      block_dim_limit_z: 65535
      registers_per_core_limit: 65536
      registers_per_block_limit: 65536
      shared_memory_per_block: 49152
      shared_memory_per_core: 233472
      shared_memory_per_block_optin: \(sharedMemoryPerBlock)
      device_memory_size: \(memoryBytes)
      memory_bandwidth: \(memoryBytesPerSecond)
      l2_cache_size: \(cacheBytes)
      device_address_bits: 64
      ecc_enabled: true
      driver_version: "13.0.0"
      runtime_version: "13.0.0"
      compile_time_toolkit_version: "13.0.0"
      dnn_version: "9.10.0"
      scalar_unit_description {\(Self.text(scalarRates))}
      matrix_unit_description {\(Self.text(matrixRates))}
    }
    platform_name: "CUDA"
    dnn_version_info { major: 9 minor: 10 patch: 0 }
    device_description_str: "\(name)"

    """
  }

  private static func text(_ rates: [Rate]) -> String {
    rates.flatMap { rate in
      rate.types.map { type in
        """
         rate_infos { key: \(type) value { clock_rate_ghz: \(rate.gigahertz) units_per_core: \(rate.unitsPerCore) \
        ops_per_clock: \(rate.operationsPerClock) } }
        """
      }
    }.joined() + " "
  }
}
