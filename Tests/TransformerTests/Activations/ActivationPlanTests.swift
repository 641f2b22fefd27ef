import Testing

@testable import Transformer

@Suite struct ActivationPlanTests {
  /// Places of one block and the scratch it uses at the same time never overlap.
  @Test(arguments: Goldens.all.cases)
  func placesOfABlockAreApart(golden: Goldens.Case) {
    let configuration = golden.configuration.value
    let shape = BatchShape(batch: 3, positions: 5)
    let wide = shape.rows * configuration.width
    let inner = shape.rows * configuration.feedForwardWidth
    let gated = configuration.feedForward == .swiglu
    for purpose in [ActivationPlan.Purpose.training, .evaluation] {
      let plan = ActivationPlan(configuration, shape: shape, purpose: purpose)
      let (block, scratch) = (plan.blocks[1], plan.scratch)
      var places = [
        (block.input, wide), (block.projected, 3 * wide), (block.attended, wide),
        (block.logSumExp, shape.rows * configuration.heads), (scratch.losses, shape.rows),
      ]
      #expect(block.isForBackward == (purpose == .training))
      if purpose == .training {
        places += [
          (block.middle, wide), (block.gateUp, gated ? 2 * inner : inner), (block.firstInverseRMS, shape.rows),
          (block.secondInverseRMS, shape.rows), (scratch.output, wide), (scratch.normed, wide),
          (scratch.activated, inner), (scratch.inverseRMS, shape.rows), (scratch.dStream, wide),
        ]
        if let sum = block.sum { places.append((sum, wide)) }
        #expect(scratch.dBranch == scratch.output)
      } else {
        #expect(scratch.output == block.input)
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
