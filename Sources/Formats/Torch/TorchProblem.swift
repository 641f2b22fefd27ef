import Messages

/// Why a file of PyTorch's `torch.save` cannot be used.
package enum TorchProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// No archive's end is found.
  case cut
  /// The archive contradicts itself; `detail` says where.
  case archive(String)
  case packed(member: String)
  case noMember(String)

  /// A file from before PyTorch 1.6.
  case legacy
  /// A program rather than data.
  case script
  case bigEndian

  case pickleTooLarge(bytes: Int, limit: Int)
  case pickleCut(at: Int)
  case protocolNumber(Int)
  /// An instruction of pickle that no dictionary of tensors needs.
  case opcode(UInt8, at: Int)
  /// A class or function that no dictionary of tensors needs.
  case global(String)
  /// The instructions do not go together; `detail` says how.
  case pickle(at: Int, detail: String)

  case otherType(tensor: String, expected: String, found: String)
  case strided(tensor: String)
  case beyondStorage(tensor: String, bytes: Int, storage: Int)
  case noStorage(tensor: String)

  package var description: String {
    switch self {
    case .cut:
      return
        "cut off: no directory of a zip archive at its end (expected a file of torch.save); copy or download it again"
    case .archive(let detail):
      return "is a damaged zip archive: \(detail) (expected a file of torch.save); copy or download it again"
    case .packed(let member):
      return
        "member \(Self.name(member)) is compressed or encrypted (expected it as it is, as torch.save writes it); load it "
        + "with torch.load and save it again"
    case .noMember(let name):
      return "no member \(Self.name(name)) (expected a file of torch.save); save it with torch.save"
    case .legacy:
      return
        "is a file of torch.save from before PyTorch 1.6 (expected a zip archive); load it with torch.load in a recent "
        + "PyTorch and save it again"
    case .script:
      return "is a TorchScript archive, which holds a program (expected a dictionary of tensors); load it with "
        + "torch.jit.load and save its state_dict() with torch.save"
    case .bigEndian:
      return "has big-endian numbers (expected little-endian ones); save it again on a little-endian machine"
    case .pickleTooLarge(let bytes, let limit):
      return "data.pkl has \(bytes) bytes (expected at most \(limit)); save the model without other data"
    case .pickleCut(let place):
      return "data.pkl ends at byte \(place) in the middle (expected its end mark); copy or download the file again"
    case .protocolNumber(let number):
      return "data.pkl has pickle protocol \(number) (expected 2); save it with torch.save's own pickle_protocol"
    case .opcode(let code, let place):
      return
        "data.pkl has the instruction \(Printable.byte(code)) at byte \(place) (expected tensors, numbers, texts, lists "
        + "and dictionaries alone); save the model without other objects"
    case .global(let name):
      return "data.pkl asks for \(Self.name(name)), which could run code (expected tensors, numbers, texts, lists and "
        + "dictionaries alone); if you trust it, load it with torch.load and save the model without other objects"
    case .pickle(let place, let detail):
      return "data.pkl is damaged at byte \(place): \(detail); save it again with torch.save"
    case .otherType(let tensor, let expected, let found):
      return "tensor \(Self.name(tensor)) has type \(found) (expected \(expected)); save it as one of these"
    case .strided(let tensor):
      return "tensor \(Self.name(tensor)) does not lie row after row; save it after .contiguous()"
    case .beyondStorage(let tensor, let bytes, let storage):
      return
        "cut off: tensor \(Self.name(tensor)) ends at byte \(bytes) of a storage of \(storage); copy or download the "
        + "file again"
    case .noStorage(let tensor):
      return "no storage of tensor \(Self.name(tensor)) in the archive; copy or download the file again"
    }
  }

  static func name(_ name: String) -> String { Printable.quoted(name, limit: 120) }
}
