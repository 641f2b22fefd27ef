/// Sums of long ranges of floats: reduce-scatter by recursive halving, then all-gather by recursive doubling. Each rank
/// sends and receives 2 (size − 1) / size times the range.
extension Peers {
  /// Replaces every element of the range by its sum over the ranks, along the tree ((r0 + r1) + (r2 + r3)) + ….
  ///
  /// With ``WireFormat/bf16`` each addend that travels is rounded, and so are the sums: which those are depends on the
  /// number of ranks, but all ranks have the same.
  ///
  /// - Parameters:
  ///   - buffer: as long on every rank; nobody else touches the range meanwhile
  ///   - range: the same on every rank; may be empty
  ///   - wire: the same on every rank
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  package func sum(_ buffer: UnsafeMutablePointer<Float>, _ range: Range<Int>, as wire: WireFormat) throws {
    let schedule = HalvingSchedule(range, rank: rank, size: size)
    for step in schedule.steps {
      try exchange(buffer, give: step.give, take: step.keep, with: step.partner, Way(wire: wire, adds: true))
    }
    if wire == .bf16, size > 1 {
      Floats.roundInPlace(buffer + schedule.owned.lowerBound, count: schedule.owned.count)
    }
    for step in schedule.steps.reversed() {
      try exchange(buffer, give: step.keep, take: step.give, with: step.partner, Way(wire: wire, adds: false))
    }
  }

  /// How pieces travel, and what becomes of them.
  private struct Way {
    let wire: WireFormat
    /// Whether what comes is added to what is there, or takes its place.
    let adds: Bool

    /// Floats that take the place of others are received right there.
    var isInPlace: Bool { wire == .fp32 && !adds }
  }

  /// Sends one range to a partner piece by piece and receives another, with at most ``PieceSlots/count`` pieces under way
  /// in each direction.
  ///
  ///     round i:   receive piece i   send piece i   wait for piece i − 3 and add it
  private func exchange(
    _ buffer: UnsafeMutablePointer<Float>, give: Range<Int>, take: Range<Int>, with partner: Int, _ way: Way
  ) throws {
    let (given, taken) = (slots.pieces(of: give), slots.pieces(of: take))
    var sending: [PendingMessage] = []
    var receiving: [PendingMessage] = []
    for round in 0..<max(given.count, taken.count) + PieceSlots.count {
      if round < taken.count {
        let place = way.isInPlace ? UnsafeMutableRawPointer(buffer + taken[round].lowerBound) : slots.receiving(round)
        let bytes = UnsafeMutableRawBufferPointer(start: place, count: taken[round].count * way.wire.bytesPerFloat)
        receiving.append(try messages.receive(into: bytes, from: partner, on: .data))
      }
      let due = round - PieceSlots.count
      if given.indices.contains(due) { try wait(sending[due]) }
      if round < given.count {
        let bytes = ready(buffer, given[round], in: slots.sending(round), way.wire)
        sending.append(try messages.send(bytes, to: partner, on: .data))
      }
      if taken.indices.contains(due + 1) {
        try wait(receiving[due + 1])
        settle(buffer, taken[due + 1], from: slots.receiving(due + 1), way)
      }
    }
  }

  /// The bytes of a piece as they travel.
  private func ready(
    _ buffer: UnsafeMutablePointer<Float>, _ piece: Range<Int>, in slot: UnsafeMutableRawPointer, _ wire: WireFormat
  ) -> UnsafeRawBufferPointer {
    let floats = buffer + piece.lowerBound
    guard wire == .bf16 else { return UnsafeRawBufferPointer(start: floats, count: piece.count * 4) }
    Floats.round(slot.bindMemory(to: UInt16.self, capacity: piece.count), floats, count: piece.count)
    return UnsafeRawBufferPointer(start: slot, count: piece.count * 2)
  }

  /// Adds a piece that has come, or puts it in its place.
  private func settle(
    _ buffer: UnsafeMutablePointer<Float>, _ piece: Range<Int>, from slot: UnsafeMutableRawPointer, _ way: Way
  ) {
    let floats = buffer + piece.lowerBound
    switch (way.wire, way.adds) {
    case (.fp32, true): Floats.add(floats, slot.bindMemory(to: Float.self, capacity: piece.count), count: piece.count)
    case (.bf16, true):
      Floats.add(floats, bfloats: slot.bindMemory(to: UInt16.self, capacity: piece.count), count: piece.count)
    case (.bf16, false):
      Floats.widen(floats, slot.bindMemory(to: UInt16.self, capacity: piece.count), count: piece.count)
    case (.fp32, false): break
    }
  }
}
