internal import KindredMath

/// Floats that several threads write, each its own part, and read afterwards.
// Sendable: who writes where is the business of the build that owns it, which gives no two workers the same part.
@safe final class Floats: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    private let block: MemoryBlock

    /// Zeros.
    init(count: Int) {
        block = MemoryBlock(byteCount: count * 4)
        self.count = count
        unsafe base = block.base.assumingMemoryBound(to: Float.self)
    }

    /// One part of each vector, side by side.
    func part(_ part: Int, of dimension: Int, stride: Int) -> [Float] {
        let vectors = count / stride
        return unsafe [Float](unsafeUninitializedCapacity: vectors * dimension) { to, written in
            for i in 0..<vectors {
                for j in 0..<dimension { unsafe to[i &* dimension &+ j] = base[i &* stride &+ part &* dimension &+ j] }
            }
            written = vectors * dimension
        }
    }
}

extension VectorRows {
    /// Writes the components of a row of f32, f16 or bf16 to `floats`, less an offset.
    @inline(__always)
    func copy(_ slot: Int, less offset: UnsafePointer<Float>, to floats: UnsafeMutablePointer<Float>, _ kernels: RowKernels) {
        let row = unsafe handle.row(slot, stride: stride)
        if element == .f32 {
            unsafe UnsafeMutableRawPointer(floats).copyMemory(from: row, byteCount: dimension &* 4)
        } else {
            unsafe kernels.decode(row, dimension, floats)
        }
        for j in 0..<dimension { unsafe floats[j] -= offset[j] }
    }
}
