import CPJRT

extension Client {
  /// Compiles a program for this client's devices.
  /// - Parameters:
  ///   - program: StableHLO as text, with a function `main`.
  ///   - options: How.
  /// - Returns: The program on its devices.
  /// - Throws: `CallError` where the text has no signature or there are too few devices; `DeviceError` with the
  ///   compiler's words.
  package func compile(program: String, _ options: CompileOptions = CompileOptions()) throws -> Executable {
    let signature = try ProgramSignature(program: program)
    try check(options)
    var handle: OpaquePointer?
    try withProgram(program, options) { program, bytes in
      var arguments = lp_pjrt_client_compile()
      arguments.client = self.handle
      arguments.program = program
      arguments.options = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      arguments.options_size = bytes.count
      try table.call(LP_PJRT_CLIENT_COMPILE, &arguments, "compiling the program")
      handle = arguments.executable
    }
    return try Executable(handle, signature, of: self)
  }

  /// Loads what `CompiledProgram.serialized` gave.
  /// - Parameters:
  ///   - bytes: From the same plugin in the same version, for the same kind of device. Whoever keeps them on a disk
  ///     checks that they are whole: a plugin may end the process over others.
  ///   - signature: That of the program that was compiled.
  /// - Returns: The program on its devices.
  /// - Throws: `CallError` where the program has other results; `DeviceError`.
  package func load(serialized bytes: [UInt8], _ signature: ProgramSignature) throws -> Executable {
    guard !bytes.isEmpty else { throw CallError.program(reason: "a compiled program of no bytes") }
    var arguments = lp_pjrt_executable_deserialize()
    arguments.client = handle
    try bytes.withUnsafeBytes { bytes in
      arguments.bytes = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      arguments.byte_count = bytes.count
      try table.call(LP_PJRT_EXECUTABLE_DESERIALIZE, &arguments, "loading a compiled program")
    }
    return try Executable(arguments.executable, signature, of: self)
  }

  private func check(_ options: CompileOptions) throws {
    let devices = try deviceCount()
    guard options.replicas > 0, options.partitions > 0,
      options.replicas.multipliedReportingOverflow(by: options.partitions).overflow == false,
      options.deviceCount <= devices
    else { throw CallError.replicas(replicas: options.replicas, partitions: options.partitions, devices: devices) }
    if let chosen = options.devices, chosen.count != options.deviceCount {
      throw CallError.deviceCount(expected: options.deviceCount, found: chosen.count)
    }
  }
}

/// A program and its options as a plugin reads them, for one call.
func withProgram(
  _ text: String, _ options: CompileOptions,
  _ body: (UnsafePointer<lp_pjrt_program>, UnsafeRawBufferPointer) throws -> Void
) throws {
  var text = text
  try text.withUTF8 { code in
    try Array("mlir".utf8).withUnsafeBytes { format in
      var program = lp_pjrt_program()
      program.size = MemoryLayout<lp_pjrt_program>.size
      // The plugin reads it only: the same struct serves programs that a plugin gives.
      program.code = UnsafeMutableRawPointer(mutating: code.baseAddress)?.assumingMemoryBound(to: CChar.self)
      program.code_size = code.count
      program.format = format.baseAddress?.assumingMemoryBound(to: CChar.self)
      program.format_size = format.count
      try options.serialized.withUnsafeBytes { bytes in
        try withUnsafePointer(to: &program) { try body($0, bytes) }
      }
    }
  }
}
