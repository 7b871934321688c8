internal import KindredMath

/// Orthonormal vectors, one a row, and what Lanczos does with them. Sums run over parts of fixed size and are added in order, so that
/// any number of threads gives the same bits.
final class LanczosBasis: Sendable {
    let count: Int
    let rows: Int
    let threads: Int
    private let memory: SharedMemory<Double>
    private let partials: SharedMemory<Double>

    /// Components of a part: with sixty vectors it fills half a megabyte.
    private static let part = 1024

    init(count: Int, rows: Int, threads: Int) {
        self.count = count
        self.rows = rows
        self.threads = threads
        memory = SharedMemory(count: count * rows, of: 0)
        partials = SharedMemory(count: (count + Self.part - 1) / Self.part * (rows + 1), of: 0)
    }

    func row(_ i: Int) -> UnsafeMutablePointer<Double> { unsafe memory.base + i &* count }

    /// A copy of a row.
    func vector(_ i: Int) -> [Double] { unsafe Array(UnsafeBufferPointer(start: row(i), count: count)) }

    func set(_ i: Int, _ vector: [Double]) {
        precondition(vector.count == count, "a vector of \(vector.count) for \(count) components")
        for j in 0..<count { unsafe row(i)[j] = vector[j] }
    }

    private func forEachPart(_ body: @Sendable (_ part: Int, _ range: Range<Int>) -> Void) {
        let parts = (count + Self.part - 1) / Self.part
        Workers(count: threads).run(parts, grain: 4) { _, range in
            for part in range { body(part, part * Self.part..<min((part + 1) * Self.part, count)) }
        }
    }

    /// The products of row `w` with rows `some`.
    func products(_ w: Int, with some: Range<Int>) -> [Double] {
        let width = some.count
        forEachPart { [self] part, range in
            let vector = unsafe row(w) + range.lowerBound, products = unsafe partials.base + part * width
            var i = 0
            while i + 4 <= width {
                let sums = unsafe dots(vector, row(some.lowerBound + i) + range.lowerBound, step: count, range.count)
                for lane in 0..<4 { unsafe products[i + lane] = sums[lane] }
                i += 4
            }
            while i < width {
                unsafe products[i] = dot(vector, row(some.lowerBound + i) + range.lowerBound, range.count)
                i += 1
            }
        }
        return summed(width)
    }

    /// Subtracts `coefficients` times rows `some` from row `w`; returns the squared norm of what is left.
    func subtract(_ coefficients: [Double], _ some: Range<Int>, from w: Int) -> Double {
        forEachPart { [self] part, range in
            let target = unsafe row(w) + range.lowerBound
            var i = 0
            while i + 4 <= some.count {
                let factors = -SIMD4(coefficients[i], coefficients[i + 1], coefficients[i + 2], coefficients[i + 3])
                unsafe add(factors, row(some.lowerBound + i) + range.lowerBound, step: count, target, range.count)
                i += 4
            }
            while i < some.count {
                unsafe add(-coefficients[i], row(some.lowerBound + i) + range.lowerBound, target, range.count)
                i += 1
            }
            unsafe partials.base[part] = unsafe dot(target, target, range.count)
        }
        return summed(1)[0]
    }

    func scale(_ w: Int, by factor: Double) {
        for j in 0..<count { unsafe row(w)[j] *= factor }
    }

    func copy(_ from: Int, to: Int) {
        unsafe row(to).update(from: row(from), count: count)
    }

    func fill(_ w: Int, _ random: inout SeededRandom) {
        for j in 0..<count { unsafe row(w)[j] = random.uniform() - 0.5 }
    }

    /// Replaces the rows from `first` on by the first rows of Y·V, where V are `y.columns` rows from `first` on.
    func rotate(_ y: Matrix<Double>, from first: Int) {
        let rooms = (0..<max(1, threads)).map { _ in SharedMemory<Double>(count: y.rows * Self.part, of: 0) }
        Workers(count: threads).run((count + Self.part - 1) / Self.part, grain: 1) { [self] worker, range in
            let room = unsafe rooms[worker].base
            for part in range {
                let start = part * Self.part, width = min(Self.part, count - start)
                unsafe y.elements.withUnsafeBufferPointer { y0 in
                    guard let y0 = y0.baseAddress else { return }
                    unsafe BLAS.active.multiply(
                        y0, step: y.columns, transposeA: false, row(first) + start, step: count, transposeB: false, m: y.rows,
                        n: width, k: y.columns, beta: 0, into: room, step: Self.part)
                }
                for i in 0..<y.rows { unsafe (row(first + i) + start).update(from: room + i * Self.part, count: width) }
            }
        }
    }

    private func summed(_ width: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        for part in 0..<(count + Self.part - 1) / Self.part {
            for i in 0..<width { unsafe sums[i] += partials.base[part * width + i] }
        }
        return sums
    }
}

private func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sums = SIMD8<Double>.zero, j = 0
    while j &+ 8 <= count {
        let x = unsafe UnsafeRawPointer(a + j).loadUnaligned(as: SIMD8<Double>.self)
        let y = unsafe UnsafeRawPointer(b + j).loadUnaligned(as: SIMD8<Double>.self)
        sums += x * y
        j &+= 8
    }
    var sum = sums.sum()
    while j < count {
        unsafe sum += a[j] * b[j]
        j &+= 1
    }
    return sum
}

private func add(_ factor: Double, _ a: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>, _ count: Int) {
    var j = 0
    while j &+ 8 <= count {
        let x = unsafe UnsafeRawPointer(a + j).loadUnaligned(as: SIMD8<Double>.self)
        let y = unsafe UnsafeRawPointer(target + j).loadUnaligned(as: SIMD8<Double>.self)
        unsafe UnsafeMutableRawPointer(target + j).storeBytes(of: y + factor * x, as: SIMD8<Double>.self)
        j &+= 8
    }
    while j < count {
        unsafe target[j] += factor * a[j]
        j &+= 1
    }
}

// Four rows at once, `step` components apart: what they share is read and written once, not four times.

private func four(_ at: UnsafePointer<Double>) -> SIMD4<Double> { unsafe UnsafeRawPointer(at).loadUnaligned(as: SIMD4<Double>.self) }

private func dots(_ a: UnsafePointer<Double>, _ first: UnsafePointer<Double>, step: Int, _ count: Int) -> SIMD4<Double> {
    var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero), j = 0
    while j &+ 4 <= count {
        let x = unsafe four(a + j), row = unsafe first + j
        unsafe sums.0 += x * four(row)
        unsafe sums.1 += x * four(row + step)
        unsafe sums.2 += x * four(row + 2 &* step)
        unsafe sums.3 += x * four(row + 3 &* step)
        j &+= 4
    }
    var sum = SIMD4(sums.0.sum(), sums.1.sum(), sums.2.sum(), sums.3.sum())
    while j < count {
        sum += unsafe a[j] * SIMD4(first[j], first[j &+ step], first[j &+ 2 &* step], first[j &+ 3 &* step])
        j &+= 1
    }
    return sum
}

private func add(_ factors: SIMD4<Double>, _ first: UnsafePointer<Double>, step: Int, _ target: UnsafeMutablePointer<Double>, _ count: Int) {
    var j = 0
    while j &+ 4 <= count {
        let row = unsafe first + j
        var sum = unsafe four(target + j) + factors[0] * four(row)
        unsafe sum += factors[1] * four(row + step)
        unsafe sum += factors[2] * four(row + 2 &* step)
        unsafe sum += factors[3] * four(row + 3 &* step)
        unsafe UnsafeMutableRawPointer(target + j).storeBytes(of: sum, as: SIMD4<Double>.self)
        j &+= 4
    }
    while j < count {
        for lane in 0..<4 { unsafe target[j] += factors[lane] * first[j &+ lane &* step] }
        j &+= 1
    }
}
