import Synchronization

/// Raised by a thread that ends the group, seen by the one that waits for messages.
final class LeavingFlag: Sendable {
  private let value = Atomic<Bool>(false)

  init() {}

  var isRaised: Bool { value.load(ordering: .acquiring) }

  func raise() { value.store(true, ordering: .releasing) }
}
