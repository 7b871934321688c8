/// What travels from layer to layer for one row of a batch.
struct Signal: Sendable, Equatable {
    /// The numbers, the last axis contiguous.
    var values: [Float]
    /// [steps, features], or [features] when the steps are over.
    var shape: [Int]
    /// Which steps count; nil when all do.
    var mask: [Bool]?
}
