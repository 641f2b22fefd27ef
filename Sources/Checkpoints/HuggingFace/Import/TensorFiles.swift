import Formats
import Messages

/// The tensors of a model folder: in one file, or in several that an index names.
final class TensorFiles: Sendable {
  /// All files that were opened, the index first.
  let paths: [String]

  private let files: [SafetensorsFile]
  /// The file of each tensor, as its place in `files`.
  private let places: [String: Int]

  private static let single = "model.safetensors"
  private static let index = "model.safetensors.index.json"

  /// - Throws: `FormatError`, or ``CheckpointError`` if there are no tensors or the index is not in order
  init(folder: String) throws {
    let indexPath = FilePath.joined(folder, Self.index)
    if Folder.kind(of: indexPath) == .file {
      let names = try Self.read(indexPath)
      let distinct = Set(names.values).sorted()
      let files = try distinct.map { try SafetensorsFile(path: FilePath.joined(folder, $0)) }
      let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      self.places = names.compactMapValues { places[$0] }
      (self.files, paths) = (files, [indexPath] + files.map(\.path))
    } else {
      let path = FilePath.joined(folder, Self.single)
      guard Folder.kind(of: path) != .nothing else {
        let names = try Folder.names(in: folder)
        let isPickled = names.contains { $0.hasPrefix("pytorch_model") && $0.hasSuffix(".bin") }
        throw CheckpointError.modelFolder(path: folder, .noTensors(pickled: isPickled))
      }
      let file = try SafetensorsFile(path: path)
      (files, paths) = ([file], [path])
      places = Dictionary(uniqueKeysWithValues: file.names.map { ($0, 0) })
    }
  }

  /// File names by tensor names. Only files beside the index may be named.
  private static func read(_ path: String) throws -> [String: String] {
    let keys = ConfigurationKeys(json: try JSONValue(path: path), path: path)
    guard let map = try keys.object("weight_map") else { throw keys.problem(.missingKey("weight_map")) }
    var names: [String: String] = [:]
    for tensor in (map.json.object ?? [:]).keys.sorted() {
      let name = try map.string(tensor)
      guard name.hasSuffix(".safetensors"), !name.contains("/"), !name.contains("\0"), !name.hasPrefix(".") else {
        throw keys.problem(.fileOutside(name: name))
      }
      names[tensor] = name
    }
    return names
  }

  /// The tensors' names, sorted.
  var names: [String] { places.keys.sorted() }

  /// The file that a tensor is in, and what that says about it; nil if there is none of that name.
  func find(_ name: String) -> (file: SafetensorsFile, info: TensorInfo)? {
    guard let file = places[name].map({ files[$0] }), let info = file.info(name) else { return nil }
    return (file, info)
  }
}
