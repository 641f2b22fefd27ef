import ModelPrograms
import PJRT
import Transformer

// What programs of the first device take.
extension TrainingDevices {
  /// A model's parameters on the first device, in the order of every program.
  func parameters(of model: LanguageModel) throws -> [Buffer] {
    try withExtendedLifetime(model) {
      try ParameterGroup.all(of: model.configuration).map { group in
        let values = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(model.parameters.values)[group.range])
        return try client.buffer(
          UnsafeRawBufferPointer(values), PJRT.TensorType(.f32, group.shape), on: devices[0])
      }
    }
  }

  /// Token ids, in the elements that the program wants; each is below the vocabulary.
  func buffer(ids: [UInt32], _ input: Binding) throws -> Buffer {
    let type = input.deviceType
    if type.elements == .u32 { return try client.buffer(ids, type.dimensions, on: devices[0]) }
    return try client.buffer(ids.map { UInt16(truncatingIfNeeded: $0) }, type.dimensions, on: devices[0])
  }
}
