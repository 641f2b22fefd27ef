/// The devices of several processes that train together: as many of each.
struct SharedDevices {
  let platform: String
  /// Devices of each process.
  let count: Int
  let processes: Int

  /// The first devices of each process, process by process, as all processes see them.
  ///
  /// - Parameter all: those that the plugin shows
  /// - Returns: their ids, one for each replica
  /// - Throws: ``DeviceTrainingError`` where a process has too few, or the plugin shows others than the launcher's
  func ids(among all: [(id: Int, process: Int)]) throws(DeviceTrainingError) -> [Int] {
    let found = Dictionary(grouping: all, by: \.process)
    guard Set(found.keys) == Set(0..<processes) else {
      throw .otherProcesses(platform: platform, found: found.count, expected: processes)
    }
    var ids: [Int] = []
    for process in 0..<processes {
      let own = (found[process] ?? []).map(\.id).sorted()
      guard own.count >= count else {
        throw .tooFewDevicesOf(process: process, found: own.count, expected: count)
      }
      ids += own.prefix(count)
    }
    return ids
  }

  /// Which replicas a process has.
  ///
  /// - Parameter process: which of the processes, from 0
  /// - Returns: their numbers
  /// - Throws: ``DeviceTrainingError`` for one that is none of them
  func replicas(of process: Int) throws(DeviceTrainingError) -> Range<Int> {
    guard (0..<processes).contains(process) else {
      throw .otherProcesses(platform: platform, found: process + 1, expected: processes)
    }
    return process * count..<(process + 1) * count
  }
}
