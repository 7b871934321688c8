internal import KindredMath

/// A symmetric matrix of weights in Float32, every pair of points.
struct DenseWeights: Sendable {
    let count: Int
    let memory: SharedMemory<Float>

    /// All zero.
    init(count: Int) {
        self.count = count
        memory = SharedMemory(count: count * count, of: 0)
    }

    subscript(i: Int, j: Int) -> Float {
        precondition(0 <= i && i < count && 0 <= j && j < count, "\(i), \(j) of \(count) points")
        return unsafe memory.base[i &* count &+ j]
    }

    /// Sets a pair's weight in both directions.
    func set(_ i: Int, _ j: Int, _ value: Float) {
        unsafe memory.base[i &* count &+ j] = value
        unsafe memory.base[j &* count &+ i] = value
    }

    /// The largest weight.
    var largest: Float { (0..<memory.count).reduce(0) { unsafe max($0, memory.base[$1]) } }

    /// Changes every weight, the diagonal left out.
    func map(_ change: (Float) -> Float) {
        for i in 0..<count {
            for j in 0..<count where i != j { unsafe memory.base[i &* count &+ j] = change(memory.base[i &* count &+ j]) }
        }
    }

    /// The sum over j of weight (i, j) times `vector[j]`, in Float64 and in the same order every time.
    func product(_ i: Int, _ vector: UnsafePointer<Double>) -> Double {
        let row = unsafe memory.base + i &* count
        var sums = SIMD8<Double>.zero, j = 0
        while j &+ 8 <= count {
            let weights = unsafe UnsafeRawPointer(row + j).loadUnaligned(as: SIMD8<Float>.self)
            let values = unsafe UnsafeRawPointer(vector + j).loadUnaligned(as: SIMD8<Double>.self)
            sums += SIMD8<Double>(weights) * values
            j &+= 8
        }
        var sum = sums.sum()
        while j < count {
            unsafe sum += Double(row[j]) * vector[j]
            j &+= 1
        }
        return sum
    }

    /// The sum of each row.
    var sums: [Double] {
        let ones = [Double](repeating: 1, count: count)
        return unsafe ones.withUnsafeBufferPointer { ones in
            guard let ones = ones.baseAddress else { return [] }
            return unsafe (0..<count).map { unsafe product($0, ones) }
        }
    }
}
