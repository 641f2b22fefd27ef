import Formats
import Platform

/// A kernel lock that keeps a manifest's file under its name while somebody writes to it.
///
/// Whoever writes rows holds it together with other writers; whoever puts another file in the manifest's place holds it
/// alone. SQLite has its own locks inside a file, but cannot lock a name: a row would go into a file that nobody finds
/// any more.
///
/// It is the `flock` of the folder `receipts/`: that of the manifest's own folder may be held by a run whose output that
/// folder is. It ends with the process, however that ends. Where there is no such folder yet nothing is at stake, and
/// where locks are not supported (some network file systems) nobody waits.
enum ManifestLock {
  /// How the lock is held.
  enum Mode { case together, alone }

  /// Runs `body` while holding the lock.
  /// - Throws: `ManifestError` with `.busy` if others hold it too long; what `body` throws.
  static func hold<Value>(_ mode: Mode, _ location: ManifestLocation, _ body: () throws -> Value) throws -> Value {
    guard let value = try hold(mode, location, while: { true }, body) else {
      throw ManifestError.database(path: location.path, .busy(seconds: LockTimeout.seconds))
    }
    return value
  }

  /// The same as long as there is a reason; nil if it went while others held the lock.
  static func hold<Value>(
    _ mode: Mode, _ location: ManifestLocation, while isNeeded: () -> Bool, _ body: () throws -> Value
  ) throws -> Value? {
    let descriptor = open(location.receipts, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return isNeeded() ? try body() : nil }
    defer { close(descriptor) }
    let begin = ContinuousClock.now
    var tries = 0
    while let code = refusal(descriptor, mode), code == EWOULDBLOCK || code == EINTR {
      guard isNeeded() else { return nil }
      guard LockTimeout.tryAgain(since: begin, tries: tries) else {
        throw ManifestError.database(path: location.path, .busy(seconds: LockTimeout.seconds))
      }
      tries += 1
    }
    return isNeeded() ? try body() : nil
  }

  /// Whether the lock could be had alone at this moment.
  static func isFree(_ location: ManifestLocation) -> Bool {
    let descriptor = open(location.receipts, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return refusal(descriptor, .alone) != EWOULDBLOCK
  }

  /// Tries to take the lock; the `errno`, or nil where it is held now.
  private static func refusal(_ descriptor: Int32, _ mode: Mode) -> Int32? {
    flock(descriptor, (mode == .alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 ? nil : errno
  }
}
