/// What can be wrong with a request for kernels.
package enum KernelsError: Error, Equatable, CustomStringConvertible {
  /// `LETTERPRESS_ISA` names an instruction set that is unknown or that this machine does not run.
  case unavailableInstructionSet(String, available: [String])

  package var description: String {
    switch self {
    case .unavailableInstructionSet(let name, let available):
      "LETTERPRESS_ISA: this machine does not run '\(name)' (it runs \(available.joined(separator: ", ")));"
        + " unset the variable to use the fastest"
    }
  }
}
