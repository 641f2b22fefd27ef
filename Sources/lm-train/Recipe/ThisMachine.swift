import CommandSupport
import Formats
import Kernels
import Manifest
import Planning
import Platform

/// What the machine that this runs on does.
enum ThisMachine {
  /// What was measured of this machine: kept beside the manifest, or else now, some two seconds; then it is kept if there
  /// is a manifest.
  ///
  /// - Throws: `KernelsError` if the environment asks for an instruction set that this machine does not run
  static func measurement(threads: Int, options: StageOptions) throws -> (value: MachineMeasurement, isNew: Bool) {
    let kept = options.noManifest ? nil : KeptMeasurements(folder: FilePath.folder(options.manifestPath))
    if let known = kept?.find(
      host: hostName, instructionSet: CPUOperations.chosenInstructionSet, threads: threads)
    {
      return (known, false)
    }
    let measurement = try MachineMeasurement.now(threads: threads)
    // Only a convenience: a folder that cannot be written is no reason to stop.
    if !options.dryRun, Folder.kind(of: options.manifestPath) == .file { try? kept?.keep(measurement) }
    return (measurement, true)
  }
}
