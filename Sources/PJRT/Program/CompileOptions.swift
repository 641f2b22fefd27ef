/// How a program is compiled.
package struct CompileOptions: Hashable, Sendable {
  /// A value of one of XLA's own options.
  package enum Override: Hashable, Sendable {
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
  }

  /// How many devices run the program, each with arguments of its own.
  package var replicas = 1
  /// Over how many devices each replica's tensors are divided.
  package var partitions = 1
  /// The ids of the devices, replica by replica; nil for the plugin's own choice.
  package var devices: [Int]?
  /// XLA's options by name, such as `xla_gpu_enable_command_buffer`. A plugin refuses those that it does not know.
  package var overrides: [String: Override] = [:]

  package init(
    replicas: Int = 1, partitions: Int = 1, devices: [Int]? = nil, overrides: [String: Override] = [:]
  ) {
    self.replicas = replicas
    self.partitions = partitions
    self.devices = devices
    self.overrides = overrides
  }

  /// How many devices run the program.
  package var deviceCount: Int { replicas * partitions }

  /// XLA's `CompileOptionsProto`; also part of a key, because the same options give the same bytes. It is never empty:
  /// plugins end the process over empty options.
  ///
  /// Fields (openxla/xla, xla/pjrt/proto/compile_options.proto): 3 build options, with 4 replicas, 5 partitions, 6 SPMD,
  /// 9 the device assignment; 7 the overrides, a map.
  package var serialized: [UInt8] {
    var options = ProtobufWriter()
    options.append(field: 3) { build in
      build.append(Int64(replicas), field: 4)
      build.append(Int64(partitions), field: 5)
      if partitions > 1 { build.append(true, field: 6) }
      if let devices { build.append(field: 9) { assign(devices, in: &$0) } }
    }
    for (name, value) in overrides.sorted(by: { $0.key < $1.key }) {
      options.append(field: 7) { entry in
        entry.append(name, field: 1)
        entry.append(field: 2) { write(value, to: &$0) }
      }
    }
    return options.bytes
  }

  /// `DeviceAssignmentProto`: 1 replicas, 2 partitions, 3 for each partition the ids of its replicas.
  private func assign(_ devices: [Int], in assignment: inout ProtobufWriter) {
    assignment.append(Int64(replicas), field: 1)
    assignment.append(Int64(partitions), field: 2)
    for partition in 0..<partitions {
      assignment.append(field: 3) { part in
        let ids = stride(from: partition, to: devices.count, by: partitions).map { Int64(devices[$0]) }
        part.append(packed: ids, field: 1)
      }
    }
  }

  /// `OptionOverrideProto`: one of four fields.
  private func write(_ value: Override, to proto: inout ProtobufWriter) {
    switch value {
    case .string(let text): proto.append(text, field: 1)
    case .bool(let flag): proto.append(flag, field: 2)
    case .int(let number): proto.append(number, field: 3)
    case .double(let number): proto.append(number, field: 4)
    }
  }
}
