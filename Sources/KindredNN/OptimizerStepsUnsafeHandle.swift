internal import KindredMath

// Of floats a kernel takes the step, in one pass over the memory; doubles go by plain loops, which would give the kernel's bits.

/// v ← ρv + (1 − ρ)g², θ ← θ − rate · g/(√v + ε).
///
/// - Precondition: equal counts.
@inline(__always)
func stepRMSprop<Scalar: TensorScalar>(
    _ square: inout [Scalar], _ value: inout [Scalar], _ gradient: [Scalar], decay: Scalar, rate: Scalar, epsilon: Scalar
) {
    guard Scalar.self == Float.self else {
        return update(&square, &value, with: gradient) { square, value, gradient in
            let square = decay * square + (1 - decay) * gradient * gradient
            return (square, value - rate * (gradient / (square.squareRoot() + epsilon)))
        }
    }
    let count = gradient.count
    precondition(square.count == count && value.count == count, "\(count) derivatives of \(value.count) numbers")
    unsafe square.withUnsafeMutableBufferPointer { square in
        unsafe value.withUnsafeMutableBufferPointer { value in
            unsafe gradient.withUnsafeBufferPointer { gradient in
                guard let square = square.baseAddress, let value = value.baseAddress, let gradient = gradient.baseAddress else { return }
                unsafe Kernels.active.stepRMSprop(
                    square: mutableFloats(square), value: mutableFloats(value), gradient: floats(gradient), count: count, decay: Float(decay),
                    rate: Float(rate), epsilon: Float(epsilon))
            }
        }
    }
}

/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − rate · m/(√v · correction + ε).
///
/// - Precondition: equal counts.
@inline(__always)
func stepAdam<Scalar: TensorScalar>(
    _ mean: inout [Scalar], _ square: inout [Scalar], _ value: inout [Scalar], _ gradient: [Scalar], decays: (mean: Scalar, square: Scalar),
    rate: Scalar, correction: Scalar, epsilon: Scalar
) {
    guard Scalar.self == Float.self else {
        update(&mean, with: gradient) { decays.mean * $0 + (1 - decays.mean) * $1 }
        update(&square, with: gradient) { decays.square * $0 + (1 - decays.square) * $1 * $1 }
        let step = zipped(mean, square) { rate * $0 / ($1.squareRoot() * correction + epsilon) }
        return update(&value, with: step) { $0 - $1 }
    }
    let count = gradient.count
    precondition(mean.count == count && square.count == count && value.count == count, "\(count) derivatives of \(value.count) numbers")
    let rates = Kernels.AdamRates(
        meanDecay: Float(decays.mean), squareDecay: Float(decays.square), rate: Float(rate), correction: Float(correction),
        epsilon: Float(epsilon))
    unsafe mean.withUnsafeMutableBufferPointer { mean in
        unsafe square.withUnsafeMutableBufferPointer { square in
            unsafe value.withUnsafeMutableBufferPointer { value in
                unsafe gradient.withUnsafeBufferPointer { gradient in
                    guard let mean = mean.baseAddress, let square = square.baseAddress, let value = value.baseAddress,
                        let gradient = gradient.baseAddress
                    else { return }
                    unsafe Kernels.active.stepAdam(
                        mean: mutableFloats(mean), square: mutableFloats(square), value: mutableFloats(value), gradient: floats(gradient),
                        count: count, rates)
                }
            }
        }
    }
}
