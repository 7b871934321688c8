internal import KindredMath

// A BLAS copies both factors into an order of its own at each call. A recurrent layer multiplies by the same matrix at every step: copied once
// for all steps, a pass of training takes 8 (256 units) to 16 (1,024) in a hundred less time than with OpenBLAS (Zen 4). The order of the
// copy is that of Goto, van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.

/// A matrix of floats in panels of 64 columns, for products with few rows, many times.
struct PanelMatrix: Sendable {
    /// Rows of the other factor whose sums stay in the nearest cache.
    private static let block = 64

    /// k and n.
    let rows, columns: Int
    private let weights: PanelWeights

    /// Packs a k × n matrix, or the transpose of an n × k one.
    init(_ values: [Float], rows: Int, columns: Int, transposed: Bool = false) {
        precondition(values.count == rows * columns, "\(values.count) numbers are no \(rows) × \(columns)")
        self.rows = rows
        self.columns = columns
        let width = PanelWeights.columns, panels = (columns + width - 1) / width
        let memory = SharedMemory<Float>(count: panels * rows * width, of: 0)
        unsafe values.withUnsafeBufferPointer { values in
            guard let from = values.baseAddress else { return }
            for panel in 0..<panels {
                let first = panel * width, count = min(width, columns - first)
                let to = unsafe memory.base + panel * rows * width
                for k in 0..<rows {
                    if transposed {
                        for c in 0..<count { unsafe to[k &* width &+ c] = from[(first &+ c) &* rows &+ k] }
                    } else {
                        unsafe (to + k * width).update(from: from + k * columns + first, count: count)
                    }
                }
            }
        }
        weights = .floats(memory)
    }

    /// C ← C + AB for `count` rows of A, of k numbers each, and of C, of n.
    func add(_ a: UnsafePointer<Float>, count: Int, to c: UnsafeMutablePointer<Float>) {
        for start in stride(from: 0, to: count, by: Self.block) {
            let height = min(Self.block, count - start)
            unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: height * PanelWeights.columns) { sums in
                unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: height) { starts in
                    guard let sums = sums.baseAddress, let starts = starts.baseAddress else { return }
                    for r in 0..<height { unsafe starts[r] = UInt32(r * rows) }
                    unsafe add(a + start * rows, starts, height, sums, to: c + start * columns)
                }
            }
        }
    }

    private func add(
        _ a: UnsafePointer<Float>, _ starts: UnsafePointer<UInt32>, _ height: Int, _ sums: UnsafeMutablePointer<Float>, to c: UnsafeMutablePointer<Float>
    ) {
        let width = PanelWeights.columns
        for first in stride(from: 0, to: columns, by: width) {
            unsafe weights.multiply(a, starts, rows, first / width * rows, into: sums, rows: height, adding: false)
            let count = min(width, columns - first)
            for r in 0..<height {
                let to = unsafe c + (r &* columns &+ first), from = unsafe sums + r &* width
                for j in 0..<count { unsafe to[j] += from[j] }
            }
        }
    }

    /// Panels of a matrix of `Float` that rows shall meet at many steps; nil where a BLAS does better: Accelerate has hardware of its own.
    static func ifUseful<Scalar: TensorScalar>(
        _ values: [Scalar], rows: Int, columns: Int, transposed: Bool = false, batch: Int, steps: Int
    ) -> PanelMatrix? {
        guard batch >= 4, steps >= 4, BLAS.active.name != "Accelerate", let floats = values as? [Float] else { return nil }
        return PanelMatrix(floats, rows: rows, columns: columns, transposed: transposed)
    }
}
