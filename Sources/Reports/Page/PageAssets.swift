import Formats

/// The style and the script of a page, which lie in `Assets` and are compiled in.
enum PageAssets {
  /// The style, with the colours of so many runs.
  static func style(runs: Int) -> String {
    let colours = Palette.colours(count: runs)
    func variables(_ colours: [String]) -> String {
      colours.enumerated().map { "--r\($0):\($1)" }.joined(separator: ";")
    }
    let classes = (0..<runs).map {
      ".c\($0){stroke:var(--r\($0))}.f\($0){fill:var(--r\($0))}.b\($0){--c:var(--r\($0))}"
    }
    return """
      \(text(PackageResources.page_css))
      :root{\(variables(colours.light))}
      @media screen and (prefers-color-scheme: dark){:root:not([data-theme=light]){\(variables(colours.dark))}}
      @media screen{:root[data-theme=dark]{\(variables(colours.dark))}}
      \(classes.joined())

      """
  }

  /// The script.
  static let script: String = {
    let parts = [
      PackageResources.scales_js, PackageResources.panel_js, PackageResources.pointer_js, PackageResources.page_js,
    ]
    return "(() => {\n'use strict';\n" + parts.map(text).joined() + "})();\n"
  }()

  /// What a Content-Security-Policy calls a script or style: the SHA-256 of its text in base 64.
  static func digest(of text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bytes = Digest.of(Array(text.utf8)).bytes
    var result = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        result.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return "sha256-" + result
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
