import Kernels
import ModelPrograms
import PJRT
import Transformer

/// Sequences that a device extends: keys and values stay there, tokens go in and scores come back.
///
/// A longer input is taken in pieces of one size, so that there are two programs. The last piece of a full context would
/// reach beyond it: it begins earlier then, and computes some keys and values once more.
package final class DeviceInferenceSession: DecodingSession {
  package let batch: Int
  private let model: DeviceInferenceModel
  /// Keys and values; empty before the first pass.
  private var cache: [Buffer] = []
  /// The tokens of each sequence that are in the cache.
  private var taken: [[UInt32]]
  private let logits: FloatBuffer  // (B, V)

  init(_ model: DeviceInferenceModel, batch: Int) {
    (self.model, self.batch) = (model, batch)
    taken = Array(repeating: [], count: batch)
    logits = FloatBuffer(count: batch * model.configuration.vocabulary)
  }

  package var configuration: ModelConfiguration { model.configuration }
  package var capacity: Int { configuration.contextLength }
  package var position: Int { taken[0].count }

  /// What is in the cache is not seen any more, and written over.
  package func reset() { taken = Array(repeating: [], count: batch) }

  package func append(prompt: [UInt32]) throws -> UnsafeBufferPointer<Float> {
    try check(prompt, positions: prompt.count)
    return try extend(Array(repeating: prompt[...], count: batch))
  }

  package func append(_ tokens: [UInt32]) throws -> UnsafeBufferPointer<Float> {
    let new = tokens.count / batch
    guard tokens.count == new * batch else { throw ModelError.noTokens }
    try check(tokens, positions: new)
    return try extend((0..<batch).map { tokens[$0 * new..<($0 + 1) * new] })
  }

  /// After a failure of the device the sequences are empty.
  private func extend(_ new: [ArraySlice<UInt32>]) throws -> UnsafeBufferPointer<Float> {
    var done = position
    let sequences = zip(taken, new).map { $0 + $1 }
    let end = sequences[0].count
    do {
      while done < end {
        let width = end - done == 1 ? 1 : model.prefill(batch: batch)
        let start = min(done, capacity - width)
        done = min(end, start + width)
        try pass(sequences.map { $0[start..<done] }, width: width, past: start, isLast: done == end)
      }
    } catch {
      cache = []
      reset()
      throw error
    }
    taken = sequences
    return UnsafeBufferPointer(start: logits.pointer, count: logits.count)
  }

  /// Takes the same number of new positions of each sequence, `width` at most.
  private func pass(_ new: [ArraySlice<UInt32>], width: Int, past: Int, isLast: Bool) throws {
    let (compiled, devices) = (try model.program(batch: batch, newPositions: width), model.devices)
    let program = compiled.model
    if cache.isEmpty { cache = try model.emptyCache(batch: batch) }
    let ids = new.flatMap { $0 + [UInt32](repeating: 0, count: width - $0.count) }
    let places = [Int32(past), Int32(new[0].count - 1)]
    let rest = try program.inputs.filter { $0.role == .tokens }.map { try devices.buffer(ids: ids, $0) }
    let numbers = try places.map { try devices.client.buffer([$0], [1], on: devices.devices[0]) }
    let execution = try compiled.executable.execute([model.parameters + cache + rest + numbers])
    cache = Array(execution.results[0].prefix(2))
    try execution.wait()
    guard isLast, let output = program.output("logits") else { return }
    try execution.results[0][output].copy(to: UnsafeMutableRawBufferPointer(logits.values)).wait()
  }
}
