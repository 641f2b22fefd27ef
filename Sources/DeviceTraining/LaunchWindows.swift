import ModelPrograms
import StableHLO
import Training
import Transformer

/// Windows of steps to come, in the bytes that devices are sent.
struct LaunchWindows {
  /// Sequences and positions of a batch of one replica.
  private let shape: BatchShape
  /// Those of this process.
  private let replicas: Range<Int>
  private let vocabulary: Int
  private let isWide: Bool
  private var batch: TokenBatch
  /// For each prepared step and replica of this process the ids of all its batches: (A, B, T+1).
  private(set) var steps: [[[UInt8]]] = []

  /// - Parameters:
  ///   - shape: sequences and positions of a batch of one replica
  ///   - replicas: those of this process
  ///   - count: how many replicas there are in all, which share each batch in order
  ///   - vocabulary: what ids are below
  init(shape: BatchShape, replicas: Range<Int>, of count: Int, vocabulary: Int) {
    (self.shape, self.replicas, self.vocabulary) = (shape, replicas, vocabulary)
    isWide = TokenIDs.element(vocabulary: vocabulary) == .u32
    batch = TokenBatch(capacity: BatchShape(batch: shape.batch * count, positions: shape.positions))
  }

  /// Prepares one more step.
  ///
  /// - Throws: `ModelError` for an id outside the vocabulary, and what `next` throws; nothing was prepared then
  mutating func prepare(batches: Int, _ next: (inout TokenBatch) throws -> Void) throws {
    var bytes = [[UInt8]](repeating: [], count: replicas.count)
    for index in bytes.indices {
      bytes[index].reserveCapacity(batches * shape.batch * (shape.positions + 1) * (isWide ? 4 : 2))
    }
    for _ in 0..<batches {
      try next(&batch)
      try check(batch.inputs, batch.targets)
      for (index, replica) in replicas.enumerated() {
        for sequence in replica * shape.batch..<(replica + 1) * shape.batch {
          let rows = sequence * shape.positions..<(sequence + 1) * shape.positions
          append(batch.inputs[rows], &bytes[index])
          append(batch.targets[rows.upperBound - 1...rows.upperBound - 1], &bytes[index])
        }
      }
    }
    steps.append(bytes)
  }

  /// The bytes of the next steps, for each replica of this process.
  mutating func removeFirst(_ count: Int) -> [[UInt8]] {
    let taken = steps.prefix(count)
    steps.removeFirst(count)
    return replicas.indices.map { index in Array(taken.map { $0[index - replicas.lowerBound] }.joined()) }
  }

  mutating func removeAll() { steps = [] }

  private func append(_ ids: ArraySlice<UInt32>, _ bytes: inout [UInt8]) {
    if isWide {
      ids.withUnsafeBytes { bytes.append(contentsOf: $0) }
    } else {
      ids.map { UInt16(truncatingIfNeeded: $0) }.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
  }

  /// A device does not look whether an id is one.
  private func check(_ inputs: [UInt32], _ targets: [UInt32]) throws {
    for ids in [inputs, targets] where (ids.max() ?? 0) >= vocabulary {
      let position = ids.firstIndex { $0 >= vocabulary } ?? 0
      throw ModelError.tokenOutsideVocabulary(
        token: Int(ids[position]), position: position % shape.positions, vocabulary: vocabulary)
    }
  }
}
