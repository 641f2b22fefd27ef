import PJRT

/// What a compiled program depends on, as text.
struct ProgramKey {
  let text: String

  init(text program: String, options: CompileOptions, client: Client, device: Device) {
    let version = client.plugin.version
    text = [
      "letterpress program 1", client.platformName, client.platformVersion, "\(version)", client.plugin.path,
      device.kind,
      options.serialized.map(String.init).joined(separator: " "), program,
    ].joined(separator: "\n")
  }
}
