internal import CKindredKernels

// What a step of an LSTM needs besides products.
extension Kernels {
    /// The elementwise part of a step of an LSTM of `units` units. The same bits in every table.
    ///
    /// - Parameters:
    ///   - gates: the sums of the gates i, f, c and o, `units` of each; becomes the gates' values.
    ///   - peepholes: of i, f and o, or nil.
    ///   - previous: whether o's peephole sees the old cell state, not the new.
    ///   - before: the old cell state; may be `cell`.
    ///   - cell: becomes the new cell state.
    ///   - activated: becomes tanh of it.
    ///   - hidden: becomes the output.
    @unsafe
    public func lstmCell(
        _ gates: UnsafeMutablePointer<Float>, peepholes: UnsafePointer<Float>?, previous: Bool, units: Int, before: UnsafePointer<Float>,
        cell: UnsafeMutablePointer<Float>, activated: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>
    ) {
        unsafe table.pointee.lstm_cell(gates, peepholes, previous ? 1 : 0, units, before, cell, activated, hidden)
    }

    /// Codes of 8 bits: values over the step that takes the largest magnitude to 127, rounded to nearest, ties to even.
    ///
    /// - Returns: the step; 0, as are the codes, when no magnitude reaches 10⁻³⁰.
    public func encodeI8(_ values: Span<Float>, into codes: inout MutableSpan<Int8>) -> Float {
        precondition(values.count == codes.count, "\(values.count) values do not fill \(codes.count)")
        return unsafe values.withUnsafeBufferPointer { values in
            unsafe codes.withUnsafeMutableBufferPointer { codes in
                guard let from = values.baseAddress, let to = codes.baseAddress else { return 0 }
                return unsafe encodeI8(from, count: values.count, into: to)
            }
        }
    }

    /// The same on raw memory.
    @unsafe
    public func encodeI8(_ values: UnsafePointer<Float>, count: Int, into codes: UnsafeMutablePointer<Int8>) -> Float {
        unsafe table.pointee.f32_to_i8(values, count, codes)
    }

    /// C ← AB, or C + AB, for rows of A that begin at `starts` and a B of `run` rows of 64 columns in woven bfloat16: see ``weave(_:into:)``.
    @unsafe
    public func multiply(
        _ from: UnsafePointer<Float>, starts: UnsafePointer<UInt32>, rows: Int, run: Int, byWoven weights: UnsafePointer<UInt16>,
        into to: UnsafeMutablePointer<Float>, adding: Bool = false
    ) {
        unsafe table.pointee.multiply_woven(from, starts, rows, run, weights, to, adding ? 1 : 0)
    }

    /// The upper halves of floats, rounded, in the order in which ``multiply(_:starts:rows:run:byWoven:into:adding:)`` reads them: of each
    /// 32 numbers the j-th and the 16 + j-th beside each other.
    ///
    /// - Precondition: `count` is a multiple of 32.
    @unsafe
    public func weave(_ values: UnsafePointer<Float>, count: Int, into halves: UnsafeMutablePointer<UInt16>) {
        precondition(count % 32 == 0, "\(count) numbers are no blocks of 32")
        var row = [UInt16](repeating: 0, count: 32)
        for start in stride(from: 0, to: count, by: 32) {
            unsafe row.withUnsafeMutableBufferPointer { row in
                guard let base = row.baseAddress else { return }
                unsafe table.pointee.f32_to_bf16(values + start, 32, base)
            }
            for j in 0..<16 {
                unsafe halves[start + 2 * j] = row[j]
                unsafe halves[start + 2 * j + 1] = row[16 + j]
            }
        }
    }
}
