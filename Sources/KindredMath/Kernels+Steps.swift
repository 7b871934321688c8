internal import CKindredKernels

// Steps of optimisers, one pass over the memory. The same bits in every table.
extension Kernels {
    /// What Adam's step multiplies by.
    public struct AdamRates: Sendable {
        let rates: kindred_adam

        /// β₁, β₂, the rate with the mean's correction in it, what the root of the square is multiplied by, and ε.
        public init(meanDecay: Float, squareDecay: Float, rate: Float, correction: Float, epsilon: Float) {
            rates = kindred_adam(
                mean_decay: meanDecay, square_decay: squareDecay, rate: rate, correction: correction, epsilon: epsilon)
        }
    }

    /// v ← ρv + (1 − ρ)g², θ ← θ − rate · g/(√v + ε), for `count` numbers.
    @unsafe
    public func stepRMSprop(
        square: UnsafeMutablePointer<Float>, value: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, count: Int, decay: Float,
        rate: Float, epsilon: Float
    ) {
        unsafe table.pointee.step_rmsprop(square, value, gradient, count, decay, rate, epsilon)
    }

    /// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − rate · m/(√v · correction + ε), for `count` numbers.
    @unsafe
    public func stepAdam(
        mean: UnsafeMutablePointer<Float>, square: UnsafeMutablePointer<Float>, value: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>, count: Int, _ rates: AdamRates
    ) {
        var rates = rates.rates
        unsafe table.pointee.step_adam(mean, square, value, gradient, count, &rates)
    }
}
