import ModelPrograms
import Reference
import TestSupport

/// What runs a program in a test: the interpreter, or a plugin.
protocol ProgramRunner {
  /// Arguments and results of each replica.
  func run(_ program: ModelProgram, replicas: [[SlowTensor]]) throws -> [[SlowTensor]]
}

struct Interpreter: ProgramRunner {
  func run(_ program: ModelProgram, replicas: [[SlowTensor]]) throws -> [[SlowTensor]] {
    try GraphInterpreter().run(program.program, replicas: replicas)
  }
}

extension TestPlugin: ProgramRunner {
  func run(_ program: ModelProgram, replicas: [[SlowTensor]]) throws -> [[SlowTensor]] {
    try run(program.program, replicas: replicas.map { $0.map(\.values) }).map { results in
      zip(program.program.results, results).map { SlowTensor($0.type, $1) }
    }
  }
}
