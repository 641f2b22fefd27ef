import Formats
import Messages
import PJRT

/// How processes that share devices find each other in a shared folder, and get a store that no other job has used.
///
/// The folder may hold what an earlier job left there, and nothing says which of the processes looks first. So each
/// makes up a number that nobody else has:
///
/// 1. Process r > 0 puts its number as its greeting.
/// 2. Process 0 makes a folder named by its own number, and announces it with the greetings that it read. If a greeting
///    was an old one, it changes, and process 0 announces again.
/// 3. Process r, where an announcement has its number, answers in the announced folder.
/// 4. Process 0, where all have answered, says there that they are complete.
///
/// Old greetings are never answered, and old announcements lack the new numbers. Two jobs at once need different
/// folders or names.
package struct Rendezvous {
  private let process: Int
  private let count: Int
  private let folder: String
  private let number = Self.uniqueNumber()
  /// What the processes have in common before they have met.
  private let hall: KeyValueFolder

  /// - Parameters:
  ///   - folder: Of all processes; made if it is not there.
  ///   - job: The launcher's name for all of them, where it has one.
  ///   - process: Which one this is, from 0.
  ///   - count: How many there are.
  /// - Throws: `FormatError` where the folder cannot be made.
  package init(in folder: String, job: String?, process: Int, of count: Int) throws {
    precondition(process >= 0 && process < count, "process \(process) of \(count)")
    (self.process, self.count) = (process, count)
    self.folder = FilePath.joined(folder, String(Digest.of(Array("\(count) \(job ?? "")".utf8)).hex.prefix(16)))
    try Folder.create(self.folder)
    hall = KeyValueFolder(folder: self.folder)
  }

  /// Waits for all other processes.
  /// - Parameter timeout: How long at most.
  /// - Returns: The store that they have in common; `folder` of each is the same.
  /// - Throws: `RendezvousError`; `KeyValueError` and `FormatError` about the folder.
  package func meet(timeout: Duration) throws -> KeyValueFolder {
    let values = try process == 0 ? gather(timeout) : attend(timeout)
    return KeyValueFolder(folder: values)
  }

  /// Removes a folder in which processes have met, with what this job and earlier ones left there.
  /// - Parameter folder: Of processes that do not need it any more.
  static func removeTraces(in folder: String) { remove(folder, depth: 3) }

  /// Removes a folder of folders; one whose folders are deeper stays.
  private static func remove(_ folder: String, depth: Int) {
    for name in (try? Folder.names(in: folder)) ?? [] where depth > 0 {
      let path = FilePath.joined(folder, name)
      if Folder.kind(of: path) == .folder { remove(path, depth: depth - 1) }
    }
    TemporaryFolder.remove(folder)
  }

  private func gather(_ timeout: Duration) throws -> String {
    let (meeting, values) = paths(of: number)
    try Folder.create(values)
    let room = KeyValueFolder(folder: meeting)
    var announced: [[UInt8]]?
    var polling = Polling(timeout: timeout)
    while true {
      let greetings = try (1..<count).map { try value(of: .greeting(process: $0), in: hall) }
      let present = greetings.compactMap(\.self)
      var missing = (1..<count).filter { greetings[$0 - 1] == nil }
      if missing.isEmpty {
        if present != announced {
          let numbers = [Array(number.utf8)] + present
          try put(.announcement, Array(numbers.joined(separator: [UInt8(ascii: "\n")])), in: hall)
          announced = present
        }
        missing = try (1..<count).filter { try value(of: .answer(process: $0), in: room) != present[$0 - 1] }
        if missing.isEmpty { break }
      }
      guard polling.pause() else {
        throw RendezvousError.missing(processes: missing, count: count, folder: folder, waited: timeout)
      }
    }
    try put(.complete, [], in: room)
    return values
  }

  private func attend(_ timeout: Duration) throws -> String {
    try put(.greeting(process: process), Array(number.utf8), in: hall)
    var polling = Polling(timeout: timeout)
    var answered: String?
    while true {
      if let host = try announcedHost(), host != answered {
        try put(.answer(process: process), Array(number.utf8), in: KeyValueFolder(folder: paths(of: host).meeting))
        answered = host
      }
      if let answered {
        let (meeting, values) = paths(of: answered)
        if try value(of: .complete, in: KeyValueFolder(folder: meeting)) != nil { return values }
      }
      guard polling.pause() else {
        throw answered == nil
          ? RendezvousError.noAnswer(process: process, count: count, folder: folder, waited: timeout)
          : RendezvousError.incomplete(process: process, count: count, folder: folder, waited: timeout)
      }
    }
  }

  /// The number of a process 0 that has read this process's greeting.
  private func announcedHost() throws -> String? {
    guard let announcement = try value(of: .announcement, in: hall) else { return nil }
    let numbers = announcement.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    // It becomes a folder's name: nothing but digits.
    guard numbers.count == count, numbers[process] == number, let host = numbers.first,
      host.utf8.count == number.utf8.count, host.allSatisfy(\.isHexDigit)
    else { return nil }
    return host
  }

  private func paths(of host: String) -> (meeting: String, values: String) {
    let meeting = FilePath.joined(folder, host)
    return (meeting, FilePath.joined(meeting, "values"))
  }

  /// 128 bits that nobody else has.
  private static func uniqueNumber() -> String {
    (0..<2).map { _ in Printable.hexadecimal(UInt64.random(in: 0...UInt64.max), digits: 16) }.joined()
  }
}

extension Rendezvous {
  /// What processes put before they have a store in common.
  private enum Notice {
    case greeting(process: Int)
    case announcement
    case answer(process: Int)
    case complete

    var key: [UInt8] {
      switch self {
      case .greeting(let process): Array("greeting \(process)".utf8)
      case .announcement: Array("announcement".utf8)
      case .answer(let process): Array("answer \(process)".utf8)
      case .complete: Array("complete".utf8)
      }
    }
  }

  private func put(_ notice: Notice, _ value: [UInt8], in store: KeyValueFolder) throws {
    try store.put(notice.key, value)
  }

  /// What was put; nil where nothing was, or not all of it is to be seen.
  private func value(of notice: Notice, in store: KeyValueFolder) throws -> [UInt8]? {
    do {
      return try store.tryGet(notice.key)
    } catch {
      guard error.isForNow else { throw error }
      return nil
    }
  }
}
