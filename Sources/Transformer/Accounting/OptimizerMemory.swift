import Kernels

/// What an optimizer takes beside parameters and gradients.
package struct OptimizerMemory: Sendable {
  /// Floats of each buffer that it keeps from step to step.
  let buffers: [Int]
  /// Counts what a step of it borrows, after the backward pass.
  let count: @Sendable (WorkspaceEstimate) -> Void

  package init(buffers: [Int], count: @escaping @Sendable (WorkspaceEstimate) -> Void) {
    (self.buffers, self.count) = (buffers, count)
  }

  /// Two moments for each parameter, and nothing borrowed.
  static func adamW(_ layout: ParameterLayout) -> OptimizerMemory {
    OptimizerMemory(buffers: [layout.count, layout.count]) { _ in }
  }

  var bytes: Double { buffers.reduce(0) { $0 + Double(FloatBuffer.bytes(count: $1)) } }
}
