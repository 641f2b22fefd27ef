import Testing

@testable import Training

@Suite struct ClippingTests {
  @Test func onlyALargeGradientIsScaled() {
    #expect(Clipping.scale(norm: 0.5, limit: 1) == 1)
    #expect(Clipping.scale(norm: 1, limit: 1) == 1)
    #expect(Clipping.scale(norm: 4, limit: 1) == Float(1 / (4 + 1e-6)))
    #expect(Clipping.scale(norm: 4, limit: nil) == 1)
    #expect(Clipping.scale(norm: 0, limit: 1) == 1)
  }
}
