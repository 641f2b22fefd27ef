import ModelPrograms
import PJRT
import StableHLO

extension Binding {
  /// Whether it is a parameter or a moment.
  var isState: Bool {
    switch role {
    case .parameter, .firstMoment, .secondMoment: true
    default: false
    }
  }

  /// Its type as a client calls it.
  var deviceType: PJRT.TensorType { PJRT.TensorType(type.element.onDevice, type.shape) }
}

extension StableHLO.ElementType {
  /// The same as a client calls it.
  var onDevice: PJRT.ElementType {
    switch self {
    case .f32: .f32
    case .bf16: .bf16
    case .i32: .s32
    case .i64: .s64
    case .u16: .u16
    case .u32: .u32
    case .i1: .pred
    case .u8: .u8
    }
  }
}
