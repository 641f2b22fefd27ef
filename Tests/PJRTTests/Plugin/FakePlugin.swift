import Foundation
import TestSupport

/// Libraries that look like plugins, made by the system's C compiler.
enum FakePlugin {
  static let compiler: String? = ["/usr/bin/cc", "/usr/local/bin/cc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// A plugin of some version whose start fails with an error, if `refusal` is a text.
  ///
  /// It counts the errors that were made and not freed in `errors_alive`.
  static func source(major: Int = 0, minor: Int = 81, places: Int = 118, refusal: String? = nil) -> String {
    """
    #include <stddef.h>
    #include <string.h>
    struct args { size_t size; void *extensions; void *object; const char *text; size_t text_size; };
    int errors_alive = 0;
    static int the_error;
    static void error_destroy(struct args *a) { if (a->object == &the_error) errors_alive--; }
    static void error_message(struct args *a) {
      a->text = \(refusal.map { "\"\($0)\"" } ?? "\"\""); a->text_size = strlen(a->text);
    }
    static void *error_code(struct args *a) { *(int *)&a->text = 8; return NULL; }
    static void *initialize(struct args *a) {
      if (a->size != 16 || a->extensions) return NULL;
      \(refusal == nil ? "return NULL;" : "errors_alive++; return &the_error;")
    }
    struct attributes { size_t size; void *extensions; const void *values; size_t count; };
    struct value { size_t size; void *e; const char *name; size_t name_size; int type; const void *data; size_t n; };
    static const long numbers[3] = {1, 13, 3};
    static const struct value values[2] = {
      {56, NULL, "stablehlo_current_versionXX", 25, 2, numbers, 3}, {56, NULL, "odd", 3, 77, NULL, 1}};
    static void *attributes(struct attributes *a) { a->values = values; a->count = 2; return NULL; }
    struct table { size_t size; void *e; size_t v; void *ve; int major, minor; void *f[\(places)]; };
    static struct table table = {
      sizeof(struct table), NULL, 24, NULL, \(major), \(minor),
      {error_destroy, error_message, error_code, initialize, attributes}};
    const void *GetPjrtApi(void) { return &table; }
    """
  }

  /// Compiles C into a library in a folder; its path.
  static func build(_ source: String, in folder: TestFolder, name: String = "fake.so", needs library: String? = nil)
    throws -> String
  {
    let file = try folder.write(source, to: name + ".c")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler ?? "/usr/bin/cc")
    process.arguments = ["-shared", "-fPIC", "-w", "-o", name, file] + (library.map { ["-L.", "-l:\($0)"] } ?? [])
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    return folder.file(name)
  }
}
