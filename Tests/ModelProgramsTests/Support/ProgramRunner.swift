import ModelPrograms
import Reference

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
