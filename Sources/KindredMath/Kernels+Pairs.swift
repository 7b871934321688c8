internal import CKindredKernels

extension Kernels {
    /// The dot product of two vectors of the same dimension.
    ///
    ///     kernels.dot([1, 2].span, [3, 4].span) // 11
    ///
    /// - Precondition: `a.count == b.count`.
    /// - Complexity: O(*d*), where *d* is the dimension.
    public func dot(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        reduce(.dot, a, b)
    }

    /// The squared Euclidean distance of two vectors of the same dimension.
    ///
    /// - Precondition: `a.count == b.count`.
    /// - Complexity: O(*d*), where *d* is the dimension.
    public func squaredL2(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        reduce(.squaredL2, a, b)
    }

    /// The Minkowski distance (Σ|aᵢ − bᵢ|^p)^(1/p); of infinite `p` the largest |aᵢ − bᵢ|.
    ///
    /// Terms are divided by the largest of them before they are powered, so that nothing overflows.
    /// A metric for p ≥ 1 only. The same for every instruction set.
    /// - Precondition: `a.count == b.count` and `p > 0`.
    /// - Complexity: O(*d*), where *d* is the dimension.
    public func minkowski(_ a: Span<Float>, _ b: Span<Float>, p: Float) -> Float {
        precondition(a.count == b.count, "different dimensions: \(a.count) and \(b.count)")
        precondition(p > 0, "the power of a Minkowski distance is positive, not \(p)")
        return unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let start = a.baseAddress, let other = b.baseAddress else { return 0 }
                return unsafe kindred_minkowski(start, other, a.count, p)
            }
        }
    }

    /// How many bits of two bitmaps of the same length differ.
    ///
    /// - Precondition: `a.count == b.count`.
    public func hamming(_ a: Span<UInt64>, _ b: Span<UInt64>) -> Int {
        unsafe Int(reduce(.hamming, .bits, query: a.bytes, row: b.bytes, dimension: a.count * 8))
    }

    /// |a ∩ b| / |a ∪ b| of two bitmaps of the same length; 1 when both are empty.
    ///
    /// - Precondition: `a.count == b.count`.
    public func jaccard(_ a: Span<UInt64>, _ b: Span<UInt64>) -> Float {
        unsafe reduce(.jaccard, .bits, query: a.bytes, row: b.bytes, dimension: a.count * 8)
    }

    /// A reduction of two vectors of floats: ``KernelReduction/dot``, `squaredL2`, `l1` or `lInfinity`.
    ///
    /// - Precondition: `a.count == b.count`, and the reduction is one of numbers.
    public func reduce(_ reduction: KernelReduction, _ a: Span<Float>, _ b: Span<Float>) -> Float {
        unsafe reduce(reduction, .f32, query: a.bytes, row: b.bytes, dimension: a.count)
    }

    /// A reduction of two vectors of signed bytes: ``KernelReduction/dot``, `squaredL2`, `l1` or `lInfinity`.
    ///
    /// - Precondition: `a.count == b.count`, and the reduction is one of numbers.
    public func reduce(_ reduction: KernelReduction, _ a: Span<Int8>, _ b: Span<Int8>) -> Float {
        unsafe reduce(reduction, .i8, query: a.bytes, row: b.bytes, dimension: a.count)
    }

    /// A reduction of two vectors of bytes: ``KernelReduction/dot``, `squaredL2`, `l1` or `lInfinity`.
    ///
    /// - Precondition: `a.count == b.count`, and the reduction is one of numbers.
    public func reduce(_ reduction: KernelReduction, _ a: Span<UInt8>, _ b: Span<UInt8>) -> Float {
        unsafe reduce(reduction, .u8, query: a.bytes, row: b.bytes, dimension: a.count)
    }

    /// A reduction of a query and a row of any element, given as bytes.
    ///
    /// - Precondition: the reduction is defined for the element, and each span has the bytes that `dimension` needs:
    ///   ``KernelElement/queryBytes(dimension:)`` and ``KernelElement/rowBytes(dimension:)``.
    public func reduce(
        _ reduction: KernelReduction, _ element: KernelElement, query: RawSpan, row: RawSpan, dimension: Int
    ) -> Float {
        let queryBytes = element.queryBytes(dimension: dimension), rowBytes = element.rowBytes(dimension: dimension)
        precondition(
            query.byteCount == queryBytes && row.byteCount == rowBytes,
            """
            different dimensions: a query of \(query.byteCount) bytes and a row of \(row.byteCount), \
            where \(dimension) \(element) need \(queryBytes) and \(rowBytes)
            """)
        let pair = pair(reduction, element)
        return unsafe query.withUnsafeBytes { query in
            unsafe row.withUnsafeBytes { row in
                unsafe pair(query: address(of: query), row: address(of: row), dimension: dimension)
            }
        }
    }
}

/// Where a buffer begins; for an empty one, which may have no address, a place that nothing is read from.
func address(of bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
    unsafe bytes.baseAddress ?? UnsafeRawPointer(nowhere)
}

// Sendable in effect: nothing is ever read from or written to it.
nonisolated(unsafe) private let nowhere = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
