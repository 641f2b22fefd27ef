import Kernels
import ModelPrograms
import PJRT
import StableHLO

/// Parameters and moments, on the devices or on the host, wherever they were changed last.
///
/// On the host they are buffers of the model's layout: parameters; first moments, or the momenta of Muon; second moments.
final class DeviceState {
  private let devices: TrainingDevices
  private let bindings: [Binding]
  private let host: [FloatBuffer]
  /// For each replica its buffers in the order of the program; empty before the first step, and after a failed one.
  private var buffers: [[Buffer]] = []
  private var place = Place.host

  private enum Place { case host, both, devices, lost }

  /// - Parameters:
  ///   - devices: one for each replica
  ///   - bindings: the program's arguments that are state, in order
  ///   - host: parameters, first moments, second moments as they are to begin with
  init(_ devices: TrainingDevices, bindings: [Binding], host: [FloatBuffer]) {
    (self.devices, self.bindings, self.host) = (devices, bindings, host)
  }

  /// The buffers of each replica, for a call that may change them: `update` tells the new ones.
  func onDevices() throws -> [[Buffer]] {
    switch place {
    case .lost: throw DeviceTrainingError.stateLost
    case .both, .devices: return buffers
    case .host:
      buffers = try devices.devices.map { device in
        try bindings.map { binding in
          let values = UnsafeRawBufferPointer(hostValues(binding))
          return try devices.client.buffer(values, PJRT.TensorType(.f32, binding.type.shape), on: device)
        }
      }
      place = .both
      return buffers
    }
  }

  /// Parameters on the first device, in the order of the layout.
  func parametersOnFirstDevice() throws -> [Buffer] {
    let all = try onDevices()[0]
    return zip(bindings, all).compactMap { binding, buffer in
      if case .parameter = binding.role { buffer } else { nil }
    }
  }

  /// A call took the buffers; whether it gives new ones is not known yet.
  func giveUp() {
    buffers = []
    place = .lost
  }

  /// A call gave these.
  func update(_ new: [[Buffer]]) {
    buffers = new
    place = .devices
  }

  /// The host's buffers will be replaced: what devices have is of no interest.
  func replaceOnHost() {
    buffers = []
    place = .host
  }

  /// Brings the host up to date.
  func toHost() throws {
    switch place {
    case .host, .both: return
    case .lost: throw DeviceTrainingError.stateLost
    case .devices:
      // All copies are on their way before the first is waited for.
      let copies = try zip(bindings, buffers[0]).map { binding, buffer in
        try buffer.copy(to: UnsafeMutableRawBufferPointer(hostValues(binding)))
      }
      for copy in copies { try copy.wait() }
      place = .both
    }
  }

  private func hostValues(_ binding: Binding) -> UnsafeMutableBufferPointer<Float> {
    let (buffer, group): (FloatBuffer, ParameterGroup)
    switch binding.role {
    case .parameter(let found): (buffer, group) = (host[0], found)
    case .firstMoment(let found): (buffer, group) = (host[1], found)
    case .secondMoment(let found): (buffer, group) = (host[2], found)
    default: preconditionFailure("\(binding.name) is no state")
    }
    return UnsafeMutableBufferPointer(start: buffer.pointer + group.range.lowerBound, count: group.range.count)
  }
}
