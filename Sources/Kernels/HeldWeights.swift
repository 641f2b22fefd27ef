import CKernels
import Parallel

/// A linear layer's weight (O, I) and the product it will be wanted for.
package struct HeldWeight {
  package enum Product: Sendable { case forward, backwardInput }

  let weight: UnsafePointer<Float>
  let inputs, outputs: Int
  let product: Product

  package init(_ weight: UnsafePointer<Float>, inputs: Int, outputs: Int, for product: Product) {
    (self.weight, self.inputs, self.outputs, self.product) = (weight, inputs, outputs, product)
  }

  /// The weight as the right operand b (depth, columns) of its product.
  private var operand: Operand {
    switch product {
    case .forward: Operand(weight, rowStride: 1, step: inputs)
    case .backwardInput: Operand(weight, rowStride: inputs, step: 1)
    }
  }

  /// A product that is only packed, not multiplied.
  func product(packed: UnsafeMutablePointer<Float>) -> lp_product {
    lp_product(
      a: weight, a_row: 0, a_step: 0, b: weight, b_row: operand.rowStride, b_step: operand.step, c: packed, onto: nil,
      c_row: 0, rows: 0, columns: columns, depth: depth, packed: packed)
  }

  var columns: Int { product == .forward ? outputs : inputs }
  var depth: Int { product == .forward ? inputs : outputs }

  /// Floats of a packed weight.
  static func count(columns: Int, depth: Int, tileColumns: Int) -> Int {
    (columns + tileColumns - 1) / tileColumns * tileColumns * depth
  }
}

/// Weights that lie packed at the moment, and where.
final class HeldWeights: Sendable {
  private struct Entry: @unchecked Sendable {
    let held: HeldWeight
    let packed: UnsafeMutablePointer<Float>
  }

  private let entries = Locked<[Entry]>([])

  func add(_ weight: HeldWeight, packed: UnsafeMutablePointer<Float>) {
    entries.withLock { $0.append(Entry(held: weight, packed: packed)) }
  }

  func remove(packed: UnsafeMutablePointer<Float>) {
    entries.withLock { $0.removeAll { $0.packed == packed } }
  }

  func packed(_ weight: UnsafePointer<Float>, for product: HeldWeight.Product) -> UnsafeMutablePointer<Float>? {
    entries.withLock { $0.first { $0.held.weight == weight && $0.held.product == product }?.packed }
  }
}

extension CPUOperations {
  package func holding(_ weights: [HeldWeight], _ body: () -> Void) {
    let weights = weights.filter { held.packed($0.weight, for: $0.product) == nil }
    guard !weights.isEmpty else { return body() }
    let counts = weights.map {
      HeldWeight.count(columns: $0.columns, depth: $0.depth, tileColumns: kernels.tile_columns)
    }
    scratch.borrow(counts.reduce(0, +)) { room in
      var places: [UnsafeMutablePointer<Float>] = []
      for count in [0] + counts.dropLast() { places.append((places.last ?? room) + count) }
      pack(zip(weights, places).map { $0.product(packed: $1) })
      for (weight, place) in zip(weights, places) { held.add(weight, packed: place) }
      body()
      places.forEach(held.remove)
    }
  }
}
