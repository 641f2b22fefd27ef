extension ProgressLine {
  /// Adds up what it is told of. It ends the work where a signal asked for that.
  package func counting() -> (_ more: Int) throws -> Void {
    var done = 0
    return { more in
      try Interruption.check()
      done += more
      self.update(done)
    }
  }
}
