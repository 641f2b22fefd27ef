import Foundation
import Messages
@testable import PJRT
import Platform
import TestSupport
import Testing

@Suite("A file that is no usable plugin is named, with what was expected")
struct PluginLoadingTests {
  @Test("no file, a folder, a text, and a part of a library")
  func otherFiles() throws {
    let folder = try TestFolder()
    #expect(
      message(folder) { _ = try Plugin(path: folder.file("none.so")) }
        == "plugin none.so: No such file or directory (expected a shared library); give the path of a PJRT plugin")
    try folder.write("no library\n", to: "text.so")
    let text = try #require(message(folder) { _ = try Plugin(path: folder.file("text.so")) })
    #expect(text.hasPrefix("plugin text.so: the system cannot load it: "))
    #expect(text.hasSuffix(" (expected a shared library for this machine); install the plugin again"))
    try folder.write([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 100), to: "short.so")
    for path in [folder.file("short.so"), folder.path] {
      #expect {
        try Plugin(path: path)
      } throws: { error in
        if case .notALibrary? = error as? PluginError { true } else { false }
      }
    }
  }

  @Test("each kind of error has its exit code")
  func categories() {
    let busy = DeviceError(code: .resourceExhausted, words: "full", purpose: "starting")
    #expect(PluginError.unreadable(path: "a", words: "").category == .missing)
    #expect(PluginError.noSymbol(path: "a").category == .badData)
    #expect(PluginError.refused(path: "a", error: busy).category == .busy)
    #expect(busy.description == "starting: the plugin answered RESOURCE_EXHAUSTED: full")
    #expect(StatusCode(rawValue: 99).name == "error 99")
    #expect(CallError.deviceCount(expected: 2, found: 1).description == "arguments for 1 devices (expected 2)")
  }

  @Suite("Libraries made here", .enabled(if: FakePlugin.compiler != nil, "no C compiler"))
  struct Made {
    @Test("a library without the symbol")
    func noSymbol() throws {
      let folder = try TestFolder()
      let path = try FakePlugin.build("int GetPJRT(void) { return 1; }", in: folder)
      #expect(
        message(folder) { _ = try Plugin(path: path) }
          == """
          plugin fake.so: a library without the symbol GetPjrtApi (expected a PJRT plugin); give the path of the \
          plugin itself, such as xla_cuda_plugin.so
          """)
    }

    @Test("a plugin that needs another library says which")
    func lacksLibrary() throws {
      let folder = try TestFolder()
      _ = try FakePlugin.build("int other(void) { return 1; }", in: folder, name: "libother.so")
      let path = try FakePlugin.build(
        "int other(void); int GetPjrtApi(void) { return other(); }", in: folder, needs: "libother.so")
      try FileManager.default.removeItem(atPath: folder.file("libother.so"))
      #expect(
        message(folder) { _ = try Plugin(path: path) }
          == """
          plugin fake.so: it needs a library: libother.so: cannot open shared object file: No such file or directory; \
          install that one
          """)
    }

    @Test("a plugin without a table")
    func noTable() throws {
      let folder = try TestFolder()
      let path = try FakePlugin.build("void *GetPjrtApi(void) { return 0; }", in: folder)
      #expect(throws: PluginError.noTable(path: path)) { try Plugin(path: path) }
    }

    @Test("versions before and after those that are understood", arguments: [(0, 80), (0, 57), (1, 0), (1, 200)])
    func versions(major: Int, minor: Int) throws {
      let folder = try TestFolder()
      let path = try FakePlugin.build(FakePlugin.source(major: major, minor: minor), in: folder)
      let kind = major == 0 ? "newer" : "matching"
      #expect(
        message(folder) { _ = try Plugin(path: path) }
          == "plugin fake.so: PJRT API \(major).\(minor) (expected 0.81 or a later 0.x); install a \(kind) plugin")
    }

    @Test("what a plugin says of itself is read, and what is not known is passed over")
    func attributes() throws {
      let folder = try TestFolder()
      let plugin = try Plugin(path: try FakePlugin.build(FakePlugin.source(minor: 500), in: folder))
      #expect(plugin.version == PluginVersion(major: 0, minor: 500))
      #expect(plugin.attributes == ["stablehlo_current_version": .int64List([1, 13, 3])])
      #expect(plugin.stableHLOVersion == [1, 13, 3])
      #expect(plugin.oldestStableHLOVersion == nil)
    }

    @Test("the plugin's own words and code arrive, and its error is freed once")
    func refusal() throws {
      let folder = try TestFolder()
      let path = try FakePlugin.build(FakePlugin.source(refusal: "no room\\nfor it"), in: folder)
      #expect(
        message(folder) { _ = try Plugin(path: path) }
          == #"plugin fake.so: starting the plugin: the plugin answered RESOURCE_EXHAUSTED: no room\u{A}for it"#)
      let library = try #require(dlopen(path, RTLD_NOW))
      let alive = try #require(dlsym(library, "errors_alive"))
      #expect(alive.load(as: Int32.self) == 0)
    }

    @Test("a function that the plugin leaves out is never called", arguments: [118, 5])
    func missingFunctions(places: Int) throws {
      let folder = try TestFolder()
      let plugin = try Plugin(path: try FakePlugin.build(FakePlugin.source(places: places), in: folder))
      #expect {
        try Client(plugin: plugin)
      } throws: { error in
        (error as? DeviceError)?.code == .unimplemented
      }
    }
  }
}
