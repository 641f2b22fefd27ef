extension CPUOperations {
  /// Keeps every thread at multiply-adds in registers and returns the operations done: divided by the time
  /// taken, the limit that no kernel can pass on this machine at this moment.
  package func multiplyAddsAtFullSpeed(rounds: Int) -> Double {
    let lineFloats = 16  // a cache line for each thread
    return workspaces.borrow(team.threads * lineFloats) { results in
      var operations = 0.0
      results.update(repeating: 1, count: team.threads * lineFloats)
      team.perform(tasks: team.threads) { thread in
        let done = kernels.peak(rounds, results + thread * lineFloats)
        if thread == 0 { operations = done }
      }
      return operations * Double(team.threads)
    }
  }
}
