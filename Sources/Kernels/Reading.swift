extension CPUOperations {
  /// Reads `count` floats `rounds` times, each thread a part of its own, and does nothing else with them. Returns
  /// the bytes read: divided by the time taken, how fast weights that lie where these floats lie can be read.
  package func readAtFullSpeed(_ x: UnsafePointer<Float>, count: Int, rounds: Int) -> Double {
    let unit = 1024  // whole vectors for every instruction set
    let units = count / unit
    let lineFloats = 16  // a cache line for each thread
    return workspaces.borrow(team.threads * lineFloats) { results in
      for _ in 0..<rounds {
        team.perform(tasks: team.threads) { thread in
          let first = units * thread / team.threads
          let last = units * (thread + 1) / team.threads
          results[thread * lineFloats] = kernels.read_all(x + first * unit, (last - first) * unit)
        }
      }
      return Double(rounds) * Double(units * unit * MemoryLayout<Float>.stride)
    }
  }
}
