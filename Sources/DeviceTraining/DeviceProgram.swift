import ModelPrograms
import PJRT

/// A program on its devices, with the names of what it takes and gives.
struct DeviceProgram {
  let model: ModelProgram
  let executable: Executable

  /// How many of its inputs are parameters and moments, which come first.
  var stateCount: Int { model.inputs.count(where: \.isState) }
}
