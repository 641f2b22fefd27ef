import Collectives
import CommandSupport
import Messages
import Platform

/// Ranks that work together until one is gone.
struct WaitCheck {
  private let group: ProcessGroup
  private let folder: String

  init(_ group: ProcessGroup, folder: String) { (self.group, self.folder) = (group, folder) }

  /// Comes never back.
  func run(failing: Bool) {
    write("\(getpid())", to: "\(folder)/\(group.rank)")
    // As in the tools: a signal asks for an end, and the work goes on until there is a place for it.
    handleSignal(SIGTERM) { _ in }
    do {
      for round in 0... {
        _ = try group.call { try $0.sum([1]) }
        usleep(20_000)
        if failing, round == 50, group.rank == group.size - 1 { end("disk full", category: .io) }
      }
    } catch {
      end(Message(of: error).description, category: (error as? any CategorizedError)?.category ?? .io)
    }
  }

  private func end(_ words: String, category: ErrorCategory) -> Never {
    let code = ToolExitCode(Reason(category: category)).rawValue
    write("\(code) \(words)", to: "\(folder)/\(group.rank).end")
    group.abandon(words, code: code)
    exit(code)
  }

  private struct Reason: CategorizedError {
    let category: ErrorCategory
  }

  private func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text + "\n", file)
    fclose(file)
  }
}
