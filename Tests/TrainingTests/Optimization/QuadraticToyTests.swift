import Testing

@testable import Training

@Suite struct QuadraticToyTests {
  /// What PyTorch 2.15 prints for CS336's SGD on `torch.arange(100).view(10, 10) / 10`, after steps 0, 1, 2 and 10.
  static let goldens: [(rate: Double, losses: [Int: Double])] = [
    (1, [0: 32.83500671, 1: 31.53473473, 2: 30.64910316, 10: 26.82871628]),
    (10, [0: 32.83500671, 1: 21.01440239, 2: 15.49091816, 10: 3.872328282]),
    (100, [0: 32.83500671, 1: 32.83499908, 2: 5.633594513, 10: 6.719976308e-24]),
    (1000, [0: 32.83500671, 1: 11853.43359, 2: 2_047_274.75, 10: 8.628226624e19]),
  ]

  @Test(arguments: goldens.indices)
  func lossesAreThoseOfPyTorch(_ index: Int) throws {
    let golden = Self.goldens[index]
    let losses = QuadraticToy(start: (0..<100).map { Float($0) / 10 }).losses(learningRate: golden.rate, steps: 10)
    #expect(losses.count == 11)
    for (step, expected) in golden.losses {
      #expect(abs(losses[step] - expected) <= 1e-5 * expected + 1e-22, "step \(step): \(losses[step])")
    }
  }

  @Test func theSeedDecidesTheMatrix() {
    let toy = QuadraticToy(seed: 1)
    #expect(toy.start.count == 100)
    #expect(toy.start == QuadraticToy(seed: 1).start)
    #expect(toy.start != QuadraticToy(seed: 2).start)
    let meanSquare = toy.start.reduce(0) { $0 + $1 * $1 } / 100
    #expect((15...35).contains(meanSquare))
  }
}
