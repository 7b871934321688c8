internal import CKindredKernels

// Codes of 4 bits: see FourBitLayout. The kernels that compare them take a row's cache lines where others take a dimension.

extension Kernels {
    /// The kernel that gives the squared distances, as keys, of rows picked by id.
    public var gatherU4: Gather { unsafe Gather(function: table.pointee.gather_u4) }

    /// The kernel that gives the squared distances of rows that follow one another.
    public var scanU4: Scan { unsafe Scan(function: table.pointee.scan_u4) }

    /// The kernel that tells whether some row is nearer than a bound.
    public var anyCloserU4: AnyCloser { unsafe AnyCloser(function: table.pointee.any_closer_u4) }

    /// (vector − mean) · matrix, where the matrix is given as the bit patterns of halves, row after row.
    ///
    /// Every component is summed in the order of the rows, without fused steps: the same bits on every instruction set.
    /// - Precondition: `projected.count` is a multiple of 16, and the matrix has `vector.count` rows of that width.
    /// - Complexity: O(dimension · width).
    public func project(_ vector: Span<Float>, mean: Span<Float>, matrix: Span<UInt16>, into projected: inout MutableSpan<Float>) {
        let dimension = vector.count, width = projected.count
        precondition(mean.count == dimension, "a mean of \(mean.count) components for a vector of \(dimension)")
        precondition(width % 16 == 0 && matrix.count == dimension * width, "\(matrix.count) halves are no \(dimension) × \(width)")
        guard dimension > 0, width > 0 else { return }
        let project = unsafe table.pointee.project
        unsafe vector.withUnsafeBufferPointer { vector in
            unsafe mean.withUnsafeBufferPointer { mean in
                unsafe matrix.withUnsafeBufferPointer { matrix in
                    unsafe projected.withUnsafeMutableBufferPointer { projected in
                        guard let v = vector.baseAddress, let m = mean.baseAddress, let a = matrix.baseAddress, let to = projected.baseAddress
                        else { return }
                        unsafe project(v, m, a, dimension, width, to)
                    }
                }
            }
        }
    }

    /// The code of a vector: of its components, and of the squared norm of all that it was before components were dropped.
    ///
    /// - Precondition: the components fill the layout, and `row` has its bytes.
    public func encodeU4(_ components: Span<Float>, squaredNorm: Float, _ layout: FourBitLayout, into row: inout MutableSpan<UInt8>) {
        check(components, layout)
        precondition(row.count == layout.rowBytes, "\(row.count) bytes are no row of \(layout.rowBytes)")
        let encode = unsafe table.pointee.f32_to_u4
        unsafe components.withUnsafeBufferPointer { components in
            unsafe row.withUnsafeMutableBufferPointer { row in
                guard let from = components.baseAddress, let to = row.baseAddress else { return }
                unsafe encode(from, layout.lines, squaredNorm, to)
            }
        }
    }

    /// The query of a vector.
    ///
    /// - Precondition: the components fill the layout, and ``FourBitLayout/queryBytes`` bytes can be written to `query`.
    @unsafe
    public func encodeU4Query(_ components: Span<Float>, squaredNorm: Float, _ layout: FourBitLayout, into query: UnsafeMutableRawPointer) {
        check(components, layout)
        let encode = unsafe table.pointee.f32_to_u4_query
        unsafe components.withUnsafeBufferPointer { components in
            guard let from = components.baseAddress else { return }
            unsafe encode(from, layout.lines, squaredNorm, query)
        }
    }

    /// A row as a query.
    ///
    /// - Precondition: a row can be read at `row`, and ``FourBitLayout/queryBytes`` bytes can be written to `query`.
    @unsafe
    public func decodeU4(_ row: UnsafeRawPointer, _ layout: FourBitLayout, into query: UnsafeMutableRawPointer) {
        unsafe table.pointee.u4_to_u4_query(row.assumingMemoryBound(to: UInt8.self), layout.lines, query)
    }

    private func check(_ components: Span<Float>, _ layout: FourBitLayout) {
        precondition(components.count == layout.components, "\(components.count) components where \(layout.components) fill a row")
    }
}
