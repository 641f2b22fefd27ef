import Accelerators
import CommandSupport
import Formats
import Messages
import PJRT
import Platform

/// Tries a plugin in a process of its own: some end theirs instead of saying what they lack.
enum PluginProbe {
  /// What came of it.
  enum Result: Equatable {
    /// What the plugin says of itself and its devices, as `description` has it.
    case works(JSONValue)
    case failed(String)
  }

  /// How long a plugin may take: some wait for devices that are not there.
  static let patience: Int32 = 60

  /// Before what the other process says; plugins write their own lines there.
  private static let mark = "letterpress-probe: "

  /// Asks in another process.
  /// - Throws: `ToolFailure` where none can be started.
  static func ask(about plugin: FoundPlugin) throws -> Result {
    guard let program = ProcessUsage.executablePath else {
      throw ToolFailure.io("the system does not say where this program is, so plugins cannot be tried")
    }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ToolFailure.io("pipe: \(SystemMessage.text(errno)); end other programs") }
    defer { close(ends[0]) }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    let child: ChildProcess
    do {
      defer { close(ends[1]) }
      child = try ChildProcess(
        program: program, words: ["lm-train", "devices", "--probe", plugin.path, "--answer", "\(ends[1])"],
        directory: ".", variables: ["SWIFT_BACKTRACE": "enable=no"])
    }
    let (text, isWhole) = read(ends[0])
    if !isWhole { child.kill() }
    let code = child.wait()
    return result(of: text, isWhole: isWhole, exitCode: code)
  }

  /// Reads until the other end is closed or patience is at an end.
  private static func read(_ descriptor: Int32) -> (text: String, isWhole: Bool) {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    let start = time(nil)
    while true {
      let rest = Int(patience) - (time(nil) - start)
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&state, 1, Int32(max(0, rest) * 1000))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return (String(decoding: bytes, as: UTF8.self), false) }
      let count = Platform.read(descriptor, &part, part.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return (String(decoding: bytes, as: UTF8.self), true) }
      // Enough for an answer and the last words of a plugin that talks much.
      bytes = (bytes + part[..<count]).suffix(1 << 20)
    }
  }

  /// What the other process's text and end mean.
  static func result(of text: String, isWhole: Bool, exitCode: Int32) -> Result {
    let lines = text.split(whereSeparator: \.isNewline)
    if let line = lines.last(where: { $0.hasPrefix(mark) }),
      let value = try? JSONValue(parsing: Array(line.utf8.dropFirst(mark.utf8.count)))
    {
      if let words = value["error"]?.string { return .failed(words) }
      return .works(value)
    }
    let words = lines.last { $0.first == "F" && $0.contains("] ") } ?? lines.last ?? "without a word"
    let message = words.split(separator: "] ", maxSplits: 1).last.map(String.init) ?? ""
    guard isWhole else {
      return .failed("it did not answer within \(patience) seconds" + (lines.isEmpty ? "" : "; it said: \(message)"))
    }
    return .failed("it ended its process with \(exitCode): \(message)")
  }

  /// Answers in the process that was started for it, and ends it.
  static func answer(about plugin: FoundPlugin, in environment: SearchEnvironment, on descriptor: Int32) -> Never {
    // What the plugin writes belongs to the answer too.
    dup2(descriptor, STDOUT_FILENO)
    dup2(descriptor, STDERR_FILENO)
    let value: JSONValue
    do {
      value = try description(of: plugin, in: environment)
    } catch {
      value = ["error": .string(Message(of: error).description)]
    }
    Terminal.text(mark + value.canonical + "\n")
    // Without the ends of a library's own objects.
    _exit(0)
  }

  private static func description(of found: FoundPlugin, in environment: SearchEnvironment) throws -> JSONValue {
    let plugin = try found.load(in: environment)
    // With what a training may take of a GPU's memory; to be listed, it need not be taken.
    func start(_ options: [String: PluginValue]) throws(DeviceError) -> Client {
      var options = options
      if options["platform_name"] != nil { options["preallocate"] = .bool(false) }
      return try Client(plugin: plugin, options: options)
    }
    let client = try found.start(devices: 1, start)
    let devices = try client.devices().map { device -> JSONValue in
      [
        "id": .integer(Int64(device.id)), "kind": .string(device.kind),
        "memory": device.memory()?.bytesLimit.map { .integer(Int64($0)) } ?? .null,
      ]
    }
    return [
      "pjrt": .string("\(plugin.version)"), "platform": .string(client.platformName),
      "platform_version": .string(client.platformVersion),
      "stablehlo": plugin.stableHLOVersion.map { .string(PluginValue.int64List($0).description) } ?? .null,
      "devices": .array(devices),
    ]
  }
}
