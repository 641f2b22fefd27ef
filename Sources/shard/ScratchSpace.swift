import CommandSupport
import Datasets
import Formats
import Messages

/// The room on disk that shuffling a large corpus takes, asked for before the work begins.
struct ScratchSpace {
  private let output: String
  private let scratchBytes, datasetBytes: Int
  private let freeBytes: Int?

  init(_ assembly: DatasetAssembly, output: String) {
    self.init(
      scratchBytes: assembly.scratchBytes, datasetBytes: assembly.datasetBytes,
      freeBytes: assembly.scratchBytes == 0 ? nil : Folder.freeBytes(at: output), output: output)
  }

  init(scratchBytes: Int, datasetBytes: Int, freeBytes: Int?, output: String) {
    self.scratchBytes = scratchBytes
    self.datasetBytes = datasetBytes
    self.freeBytes = freeBytes
    self.output = output
  }

  /// Says how much room will be taken.
  /// - Throws: `ToolFailure` if that cannot go well.
  func check(quiet: Bool) throws {
    guard scratchBytes > 0 else { return }
    if let failure { throw failure }
    if !quiet { Terminal.note("\(Shard.tool): \(note)") }
  }

  /// `shuffling through 2.40 GB of temporary space in dataset, the dataset takes about 1.80 GB (71.0 GB free)`
  var note: String {
    "shuffling through \(Units.bytes(scratchBytes)) of temporary space in \(Printable.path(output)), the dataset takes "
      + "about \(Units.bytes(datasetBytes))" + (freeBytes.map { " (\(Units.bytes($0)) free)" } ?? "")
  }

  /// Why there is not enough room. The dataset may turn out somewhat smaller than the parts, the rest is sure.
  var failure: ToolFailure? {
    guard let freeBytes, freeBytes < scratchBytes + datasetBytes / 4 * 3 else { return nil }
    return .io(
      "\(Printable.path(output)): \(Units.bytes(freeBytes)) free (expected \(Units.bytes(scratchBytes)) to shuffle "
        + "through and about \(Units.bytes(datasetBytes)) for the dataset); free some space or choose another "
        + "directory, or leave out --shuffle")
  }
}
