import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// For tests in which other people's libraries read our files or write theirs: skipped, with the reason, where
  /// Python has them not.
  static func python(with modules: String...) -> Self {
    .enabled(
      if: modules.allSatisfy(PythonTool.has),
      "set LETTERPRESS_PYTHON to a Python with \(modules.joined(separator: " and "))")
  }
}
