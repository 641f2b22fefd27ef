import TestSupport
import Testing

@testable import Transformer

@Suite struct ActivationPlanTests {
  /// Places of one block and the shared it uses at the same time never overlap.
  @Test(arguments: Goldens.all.cases)
  func placesOfABlockAreApart(golden: Goldens.Case) {
    let configuration = golden.configuration.value
    let shape = BatchShape(batch: 3, positions: 5)
    let wide = shape.rows * configuration.width
    let query = shape.rows * configuration.queryWidth
    let inner = shape.rows * configuration.feedForwardWidth
    let gated = configuration.feedForward == .swiglu
    for purpose in [ActivationPlan.Purpose.training, .evaluation] {
      let plan = ActivationPlan(configuration, shape: shape, purpose: purpose)
      let (block, shared) = (plan.blocks[1], plan.shared)
      var places = [
        (block.input, wide), (block.qkv, shape.rows * configuration.qkvWidth), (block.attention, query),
        (block.logSumExp, shape.rows * configuration.heads), (shared.losses, shape.rows),
      ]
      let keyValue = shape.rows * configuration.keyValueWidth
      places += [block.ownValues, shared.firstValues, shared.dFirstValues].compactMap { $0.map { ($0, keyValue) } }
      places += [shared.embedded, shared.dEmbedded].compactMap { $0.map { ($0, wide) } }
      #expect(block.isForBackward == (purpose == .training))
      if purpose == .training {
        places += [
          (block.attentionResidual, wide), (block.gateUp, gated ? 2 * inner : inner),
          (block.attentionScale, shape.rows), (block.feedForwardScale, shape.rows), (shared.output, max(wide, query)),
          (shared.normed, wide),
          (shared.activated, inner), (shared.scale, shape.rows), (shared.dResidual, wide),
        ]
        if let sum = block.feedForwardResidual { places.append((sum, wide)) }
        #expect(shared.dBranch == shared.output)
      } else {
        #expect(shared.output == block.input)
      }
      places.sort { $0.0 < $1.0 }
      for (place, next) in zip(places, places.dropFirst()) { #expect(place.0 + place.1 <= next.0) }
      #expect((places.last.map { $0.0 + $0.1 } ?? 0) <= plan.count)
    }
  }

  /// Evaluation's memory does not grow with the number of blocks.
  @Test func evaluationKeepsNothing() {
    let shape = BatchShape(batch: 2, positions: 16)
    func count(_ layers: Int, _ purpose: ActivationPlan.Purpose) -> Int {
      ActivationPlan(smallConfiguration { $0.layers = layers }, shape: shape, purpose: purpose).count
    }
    #expect(count(2, .evaluation) == count(20, .evaluation))
    #expect(count(20, .training) > 5 * count(2, .training))
  }
}
