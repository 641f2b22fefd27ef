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
