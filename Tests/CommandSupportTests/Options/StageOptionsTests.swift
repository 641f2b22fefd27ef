import ArgumentParser
import Testing

@testable import CommandSupport

struct StageOptionsTests {
  @Test func hasDefaults() throws {
    let options = try StageOptions.parse([])
    #expect(options.manifest == nil)
    #expect(!options.force && !options.dryRun && !options.quiet && !options.json)
  }

  @Test func readsItsFlags() throws {
    let options = try StageOptions.parse(["--manifest", "m", "--force", "--dry-run", "--quiet", "--json"])
    #expect(options.manifestPath == "m")
    #expect(options.force && options.dryRun && options.quiet && options.json)
  }

  @Test(arguments: [
    (["--threads", "0"], "--threads 0: must be from 1 to 1024."),
    (["--threads", "1025"], "--threads 1025: must be from 1 to 1024."),
  ])
  func refusesOddThreads(arguments: [String], message: String) {
    do {
      _ = try ThreadOptions.parse(arguments)
      Issue.record("accepted")
    } catch {
      #expect(ThreadOptions.message(for: error) == message)
      #expect(ThreadOptions.exitCode(for: error).rawValue == 64)
    }
  }

  @Test func threadsAreThoseOfTheMachine() throws {
    #expect(try ThreadOptions.parse([]).count >= 1)
    #expect(try ThreadOptions.parse(["--threads", "3"]).count == 3)
  }
}
