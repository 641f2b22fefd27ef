import TestSupport
import Testing

@testable import Transformer

@Suite struct ParameterLayoutTests {
  @Test func namesAndShapesAreThoseOfTheCourse() {
    let layout = ParameterLayout(smallConfiguration { $0.layers = 1 })
    #expect(
      layout.tensors.map { "\($0.name) \($0.shape)" } == [
        "token_embeddings.weight [40, 16]",
        "layers.0.ln1.weight [16]",
        "layers.0.attn.q_proj.weight [16, 16]",
        "layers.0.attn.k_proj.weight [16, 16]",
        "layers.0.attn.v_proj.weight [16, 16]",
        "layers.0.attn.output_proj.weight [16, 16]",
        "layers.0.ln2.weight [16]",
        "layers.0.ffn.w1.weight [24, 16]",
        "layers.0.ffn.w3.weight [24, 16]",
        "layers.0.ffn.w2.weight [16, 24]",
        "ln_final.weight [16]",
        "lm_head.weight [40, 16]",
      ])
  }

  /// Every tensor has the role of its name, and matrices are made of whole tensors in order.
  @Test func rolesAndMatrices() {
    let layout = ParameterLayout(smallConfiguration { $0.layers = 1 })
    let roles = Dictionary(grouping: layout.tensors, by: \.role).mapValues { $0.map(\.name) }
    #expect(roles[.embedding] == ["token_embeddings.weight"] && roles[.head] == ["lm_head.weight"])
    #expect(roles[.vector] == ["layers.0.ln1.weight", "layers.0.ln2.weight", "ln_final.weight"])
    #expect(roles[.matrix]?.count == 7)
    let tied = ParameterLayout(smallConfiguration { $0.tieEmbeddings = true })
    #expect(tied.tensors.first?.role == .embedding && !tied.tensors.contains { $0.role == .head })
    #expect(
      layout.matrices.map { [$0.outputs, $0.inputs] } == [
        [40, 16], [48, 16], [16, 16], [48, 16], [16, 24], [40, 16],
      ])
    for tensor in layout.tensors {
      #expect(layout.matrices.filter { $0.contains(tensor) }.count == (tensor.shape.count == 2 ? 1 : 0))
    }
  }

  @Test func ablationsLeaveOutTensors() {
    func names(_ change: (inout ModelConfiguration) -> Void) -> Set<String> {
      Set(ParameterLayout(smallConfiguration(change)).tensors.map(\.name))
    }
    let all = names { _ in }
    #expect(all.subtracting(names { $0.tieEmbeddings = true }) == ["lm_head.weight"])
    #expect(all.subtracting(names { $0.feedForward = .silu }) == ["layers.0.ffn.w3.weight", "layers.1.ffn.w3.weight"])
    #expect(all.subtracting(names { $0.norm = .none }).count == 5)
    #expect(names { $0.norm = .post } == all)
    #expect(names { $0.position = .none } == all)
  }

  @Test func tensorsDoNotOverlapAndBucketsCoverAll() {
    for configuration in [
      smallConfiguration(),
      smallConfiguration {
        $0.norm = .none; $0.tieEmbeddings = true
      },
    ] {
      let layout = ParameterLayout(configuration)
      for (tensor, next) in zip(layout.tensors, layout.tensors.dropFirst()) {
        #expect(tensor.range.upperBound <= next.offset)
      }
      #expect(layout.buckets.first?.lowerBound == 0)
      #expect(layout.buckets.last?.upperBound == layout.count)
      for (bucket, next) in zip(layout.buckets, layout.buckets.dropFirst()) {
        #expect(bucket.upperBound == next.lowerBound)
      }
    }
  }
}
