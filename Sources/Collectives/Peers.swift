import Platform

/// The other ranks as the communication thread sees them: messages that are waited for, while signs of life go on.
///
/// Collective operations are its extensions. Every rank must call the same ones in the same order.
package final class Peers {
  let messages: any PointToPoint
  let heartbeat: Heartbeat
  let slots: PieceSlots
  private let leaving: LeavingFlag

  package var rank: Int { messages.rank }
  package var size: Int { messages.size }
  /// The machine of each rank.
  package var hosts: [String] { heartbeat.hosts }

  /// Meets the other ranks.
  ///
  /// - Parameters:
  ///   - messages: how ranks reach each other
  ///   - patience: how long a silent rank is waited for
  ///   - leaving: raised where this rank ends the group
  ///   - host: the name of this machine
  ///   - pieceFloats: long ranges travel in pieces of so many floats
  /// - Throws: `CollectivesError.size` for a number of ranks that is no power of two, and what the network says
  init(
    _ messages: any PointToPoint, patience: Patience = Patience(), leaving: LeavingFlag = LeavingFlag(),
    host: String = hostName, pieceFloats: Int = PieceSlots.usualFloats
  ) throws {
    guard messages.size > 0, messages.size.nonzeroBitCount == 1 else { throw CollectivesError.size(messages.size) }
    self.messages = messages
    self.leaving = leaving
    slots = PieceSlots(pieceFloats: pieceFloats)
    heartbeat = try Heartbeat(messages, patience: patience)
    heartbeat.hosts = try gather(Self.padded(host)).map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Waits until a message is done.
  ///
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  func wait(_ message: PendingMessage) throws {
    var pause = Pause()
    while try !messages.isDone(message) {
      if leaving.isRaised { throw CollectivesError.leaving }
      try heartbeat.tick()
      pause.rest()
    }
  }

  /// Sends to one rank while receiving from the same, both of which are done when it returns.
  func exchange(
    _ bytes: UnsafeRawBufferPointer, for answer: UnsafeMutableRawBufferPointer, with partner: Int
  ) throws {
    let receiving = try messages.receive(into: answer, from: partner, on: .data)
    let sending = try messages.send(bytes, to: partner, on: .data)
    try wait(receiving)
    try wait(sending)
  }

  /// Waits until all ranks are done with the group: nothing but the network's own end is left.
  ///
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  func sayFarewell() throws {
    try barrier()
    try heartbeat.sayFarewell()
  }

  /// Lets messages go on that are under way, whatever becomes of them.
  func linger(_ span: Duration) {
    let end = SuspendingClock.now + span
    while SuspendingClock.now < end {
      try? heartbeat.hear()
      usleep(2000)
    }
  }

  private static func padded(_ host: String) -> [UInt8] {
    let name = Array(host.utf8.prefix(64))
    return name + [UInt8](repeating: 0, count: 64 - name.count)
  }
}
