import CommandSupport
import Datasets
import Engines
import Formats

/// What a process makes of an encoding, as the manifest is told of it.
struct PartsToMake {
  /// The files by which a later start recognises the work.
  let outputs: [String]
  /// Files besides them that it writes over.
  let alsoWrites: [String]
  /// Which task of an array this is.
  let task: TaskAssignment?
  /// The size of a task's share in words.
  let size: String?
  /// Whether these are all parts.
  let isWhole: Bool

  /// The share of a plan; `planned` is there where the text decides the number of parts and not all of them are made.
  /// - Throws: `ToolFailure.usage` for a part that there is not.
  init(_ plan: PartPlan, _ assignment: PartAssignment, _ planned: PlannedText?, _ type: TokenType, output: String)
    throws
  {
    let list = FilePath.joined(output, EncodingFile.fileName)
    guard let count = planned?.count ?? plan.count else {
      (outputs, alsoWrites, isWhole) = ([list], [], true)
      (task, size) = (assignment.task(of: nil), nil)
      return
    }
    let assigned = assignment.assigned(of: count)
    if let wrong = assigned.first(where: { $0 >= count }) {
      let reason = count == 1 ? "the text is one part" : "there are \(count) parts"
      throw ToolFailure.usage("--part \(wrong): must be from 0 to \(count - 1), as \(reason)")
    }
    isWhole = assigned.count == count
    task = assignment.task(of: count)
    size = assignment.size(of: count)
    if planned?.list != nil, isWhole {
      (outputs, alsoWrites) = ([list], [])
    } else {
      outputs = assigned.map { part in
        planned?.path(ofPart: part, in: output)
          ?? FilePath.joined(output, TokenShardHeader.partName(part, of: count, type))
      }
      alsoWrites = planned?.list == nil ? [] : [list]
    }
  }

  /// The earlier parts that may go, once this process is done; nil while others still make some of the parts.
  func former(_ planned: PlannedText?, _ type: TokenType, in folder: String) -> FormerParts.Kind? {
    guard let planned, planned.list != nil else { return isWhole && task == nil ? .otherThanRanges(type) : nil }
    return isWhole || planned.isWhole(in: folder) ? .unlisted : nil
  }
}
