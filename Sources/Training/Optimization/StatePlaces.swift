import Transformer

/// Some tensors of a model, and where an optimizer keeps a number for each of their parameters.
struct StatePlaces {
  /// The tensors, at their places among the parameters.
  let tensors: [ParameterTensor]
  /// The same at their places in the optimizer's buffers.
  let kept: [ParameterTensor]
  /// Floats of such a buffer.
  let count: Int

  /// All tensors of a layout, each where it is among the parameters.
  init(all layout: ParameterLayout) {
    (tensors, kept, count) = (layout.tensors, layout.tensors, layout.count)
  }

  /// Some tensors, one after another.
  init(_ tensors: [ParameterTensor]) {
    self.tensors = tensors
    (kept, count) = tensors.packed
  }

  /// Ranges of parameters that lie together and in the buffers as well, as long as `areAlike` says of a tensor and the next.
  func runs(_ areAlike: (ParameterTensor, ParameterTensor) -> Bool) -> [Run] {
    var runs: [Run] = []
    var former: ParameterTensor?
    for (tensor, place) in zip(tensors, kept) {
      let distance = tensor.offset - place.offset
      if let former, areAlike(former, tensor), let last = runs.last, last.parameters - last.kept == distance {
        runs[runs.count - 1].count = tensor.range.upperBound - last.parameters
      } else {
        runs.append(Run(first: tensor, parameters: tensor.offset, kept: place.offset, count: tensor.count))
      }
      former = tensor
    }
    return runs
  }

  /// `count` parameters from an offset on, and where their numbers begin.
  struct Run {
    let first: ParameterTensor
    let parameters, kept: Int
    var count: Int
  }
}
