// Broadcasting after numpy: shapes are aligned at their ends; an axis of length 1 or absent is repeated.

/// How two shapes meet: the result's axes, merged where both operands run through them alike, and each operand's steps.
struct Broadcast {
    /// The shape of the result, as the caller sees it.
    let shape: [Int]
    /// Merged axes, slowest first; at least one.
    private(set) var lengths: [Int]
    private(set) var leftSteps: [Int]
    private(set) var rightSteps: [Int]

    /// - Precondition: each pair of lengths is equal or holds a 1.
    init(_ left: [Int], _ right: [Int]) {
        let rank = max(left.count, right.count)
        let a = [Int](repeating: 1, count: rank - left.count) + left
        let b = [Int](repeating: 1, count: rank - right.count) + right
        shape = zip(a, b).map { a, b in
            precondition(a == b || a == 1 || b == 1, "shapes \(left) and \(right) do not broadcast")
            return a == 1 ? b : a
        }
        lengths = []
        leftSteps = []
        rightSteps = []
        var leftStep = 1, rightStep = 1
        for axis in (0..<rank).reversed() where shape[axis] != 1 {
            let steps = (a[axis] == 1 ? 0 : leftStep, b[axis] == 1 ? 0 : rightStep)
            prepend(shape[axis], steps.0, steps.1)
            leftStep *= a[axis]
            rightStep *= b[axis]
        }
        if lengths.isEmpty { prepend(1, 1, 1) }
    }

    /// One axis more; merged with the one before when both operands go on as they did.
    private mutating func prepend(_ length: Int, _ left: Int, _ right: Int) {
        if let inner = lengths.first, left == leftSteps[0] * inner, right == rightSteps[0] * inner {
            lengths[0] = inner * length
            return
        }
        lengths.insert(length, at: 0)
        leftSteps.insert(left, at: 0)
        rightSteps.insert(right, at: 0)
    }

    var count: Int { lengths.reduce(1, *) }

    /// Calls `body(result offset, left offset, right offset)` for each run of the innermost axis.
    @inline(__always)
    func forEachRun(_ body: (Int, Int, Int) -> Void) {
        let outer = lengths.count - 1, run = lengths[outer]
        guard count > 0 else { return }
        var place = [Int](repeating: 0, count: outer)
        var left = 0, right = 0
        for start in stride(from: 0, to: count, by: run) {
            body(start, left, right)
            var axis = outer - 1
            while axis >= 0 {
                place[axis] += 1
                left += leftSteps[axis]
                right += rightSteps[axis]
                if place[axis] < lengths[axis] { break }
                left -= leftSteps[axis] * lengths[axis]
                right -= rightSteps[axis] * lengths[axis]
                place[axis] = 0
                axis -= 1
            }
        }
    }
}

/// f of the elements of two tensors that meet.
@inline(__always)
func broadcasted<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, _ f: (Scalar, Scalar) -> Scalar
) -> Tensor<Scalar> {
    if a.shape == b.shape { return Tensor(zipped(a.scalars, b.scalars, f), shape: a.shape) }
    let plan = Broadcast(a.shape, b.shape)
    let scalars = unsafe [Scalar](unsafeUninitializedCapacity: plan.count) { result, filled in
        unsafe a.scalars.withUnsafeBufferPointer { a in
            unsafe b.scalars.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress, let result = result.baseAddress else { return }
                unsafe fill(result, a, b, plan, f)
            }
        }
        filled = plan.count
    }
    return Tensor(scalars, shape: plan.shape)
}

/// One loop for each way in which the innermost axis may run.
@inline(__always)
private func fill<Scalar: TensorScalar>(
    _ result: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ plan: Broadcast,
    _ f: (Scalar, Scalar) -> Scalar
) {
    let last = plan.lengths.count - 1
    let run = plan.lengths[last], leftStep = plan.leftSteps[last], rightStep = plan.rightSteps[last]
    plan.forEachRun { start, left, right in
        let out = unsafe result + start, a = unsafe a + left, b = unsafe b + right
        if leftStep == 1 && rightStep == 1 {
            for i in 0..<run { unsafe (out + i).initialize(to: f(a[i], b[i])) }
        } else if leftStep == 1 {
            let constant = unsafe b[0]
            for i in 0..<run { unsafe (out + i).initialize(to: f(a[i], constant)) }
        } else {
            let constant = unsafe a[0]
            for i in 0..<run { unsafe (out + i).initialize(to: f(constant, b[i])) }
        }
    }
}

/// The sum of `a` over the axes along which `shape` was repeated to get `a.shape`: the derivative of broadcasting.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func summed<Scalar: TensorScalar>(_ a: Tensor<Scalar>, to shape: [Int]) -> Tensor<Scalar> {
    if a.shape == shape { return a }
    let plan = Broadcast(a.shape, shape)
    precondition(plan.shape == a.shape, "shape \(a.shape) was not broadcast from \(shape)")
    var result = Tensor<Scalar>(repeating: 0, shape: shape)
    let last = plan.lengths.count - 1, run = plan.lengths[last], isRepeated = plan.rightSteps[last] == 0
    unsafe result.scalars.withUnsafeMutableBufferPointer { result in
        unsafe a.scalars.withUnsafeBufferPointer { a in
            guard let a = a.baseAddress, let result = result.baseAddress else { return }
            plan.forEachRun { start, _, right in
                let row = unsafe a + start, out = unsafe result + right
                if isRepeated {
                    unsafe out[0] += sum(row, run)
                } else {
                    for i in 0..<run { unsafe out[i] += row[i] }
                }
            }
        }
    }
    return result
}

/// The sum of `n` numbers in eight lanes, so that it vectorises and errs little.
@inline(__always)
func sum<Scalar: TensorScalar>(_ a: UnsafePointer<Scalar>, _ n: Int) -> Scalar {
    var lanes = SIMD8<Scalar>(repeating: 0)
    var i = 0
    while i &+ 8 <= n {
        unsafe lanes += UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Scalar>.self)
        i &+= 8
    }
    var total = lanes.sum()
    while i < n {
        unsafe total += a[i]
        i &+= 1
    }
    return total
}
