/// Messages between the ranks of a group, one to one: what collective operations are built on.
///
/// Nothing here waits. Sending and receiving are begun, and asked about until they are done; ``Peers`` waits. All calls
/// come from one thread. Messages of a channel between the same two ranks arrive in the order in which they were sent,
/// and a receive takes exactly one message, of exactly its size.
package protocol PointToPoint: AnyObject {
  /// Which rank this is, from 0.
  var rank: Int { get }
  /// How many there are.
  var size: Int { get }

  /// Begins to send bytes, which must stay as they are until this is done.
  ///
  /// - Parameters:
  ///   - bytes: the message
  ///   - rank: who receives
  ///   - channel: the stream
  /// - Returns: the message, to ask about
  /// - Throws: what the network says
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, on channel: Channel) throws -> PendingMessage

  /// Begins to receive into memory that nobody touches until this is done.
  ///
  /// - Parameters:
  ///   - bytes: where it comes to
  ///   - rank: who sends; nil for anybody
  ///   - channel: the stream
  /// - Returns: the message, to ask about
  /// - Throws: what the network says
  func receive(
    into bytes: UnsafeMutableRawBufferPointer, from rank: Int?, on channel: Channel
  ) throws -> PendingMessage

  /// Whether a message is done; if so, it is not to be asked about again. Asking is what moves messages.
  ///
  /// - Throws: what the network says
  func isDone(_ message: PendingMessage) throws -> Bool

  /// Ends the group: every rank calls it, once, with no message pending.
  ///
  /// - Throws: what the network says
  func leave() throws

  /// Ends all processes of the group as well as can be, this one included.
  func abort(code: Int32)
}

/// A message that was begun.
package struct PendingMessage: Hashable, Sendable {
  /// What the implementation knows it by.
  package let number: Int

  package init(number: Int) { self.number = number }
}

/// Two streams of messages that never wait for each other.
package enum Channel: Int32, Sendable {
  /// What collective operations exchange.
  case data
  /// Signs of life, and why a rank ends.
  case control
}
