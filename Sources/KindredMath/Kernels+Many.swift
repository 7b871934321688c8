internal import CKindredKernels

extension Kernels {
    /// The values of one query against rows that follow one another without gaps.
    ///
    /// - Precondition: `rows.count == query.count * values.count`, and the reduction is one of numbers.
    /// - Complexity: O(*n d*), where *n* is the count of rows and *d* the dimension.
    public func scan(
        _ reduction: KernelReduction, query: Span<Float>, rows: Span<Float>, into values: inout MutableSpan<Float>
    ) {
        let dimension = query.count, count = values.count
        precondition(rows.count == dimension * count, "\(rows.count) components are not \(count) rows of \(dimension)")
        let kernel = scan(reduction, .f32)
        unsafe query.bytes.withUnsafeBytes { query in
            unsafe rows.bytes.withUnsafeBytes { rows in
                unsafe values.withUnsafeMutableBufferPointer { values in
                    guard let values = values.baseAddress else { return }
                    unsafe kernel(
                        query: address(of: query), rows: address(of: rows), stride: dimension * 4, count: count,
                        dimension: dimension, values: values)
                }
            }
        }
    }

    /// The sum of squares of each row of `dimension` floats.
    ///
    /// - Precondition: `rows.count == dimension * values.count`.
    public func norms(of rows: Span<Float>, dimension: Int, into values: inout MutableSpan<Float>) {
        let count = values.count
        precondition(rows.count == dimension * count, "\(rows.count) components are not \(count) rows of \(dimension)")
        unsafe rows.bytes.withUnsafeBytes { rows in
            unsafe values.withUnsafeMutableBufferPointer { values in
                guard let values = values.baseAddress else { return }
                unsafe norms(
                    .f32, rows: address(of: rows), stride: dimension * 4, count: count, dimension: dimension, values: values)
            }
        }
    }

    /// Writes the sum of squares of the components of each of `count` rows, `stride` bytes apart, to `values`;
    /// of bits, how many are set.
    @unsafe
    public func norms(
        _ element: KernelElement, rows: UnsafeRawPointer, stride: Int, count: Int, dimension: Int,
        values: UnsafeMutablePointer<Float>
    ) {
        unsafe kindred_table_norms(table, element.code)(rows, stride, count, dimension, values)
    }
}
