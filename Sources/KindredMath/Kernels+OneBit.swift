internal import CKindredKernels

// Codes of 1 bit: see OneBitLayout.

extension Kernels {
    /// The kernel that estimates the squared distances, as keys, of the codes of whole blocks.
    public var estimateB1: Estimate { unsafe Estimate(function: table.pointee.estimate_b1) }

    /// Estimates of the squared distances of codes. See ``Kernels/estimateB1``.
    @safe
    // Sendable: a function of C without state.
    public struct Estimate: @unchecked Sendable {
        @usableFromInline let function: @convention(c) (UnsafePointer<UInt8>, UnsafePointer<UInt8>, Int, Int, Float, UnsafeMutablePointer<UInt32>) -> Void

        /// Writes the keys of the 32 codes of each block.
        ///
        /// - Parameters:
        ///   - query: what ``Kernels/encodeOneBitQuery(_:into:)`` made.
        ///   - blocks: `count` blocks that follow one another, all of one centre.
        ///   - components: the layout's.
        ///   - squared: the squared distance of the query from the centre.
        ///   - keys: room for 32 · `count`: bit patterns of squared distances.
        @unsafe @inlinable
        public func callAsFunction(
            query: UnsafePointer<UInt8>, blocks: UnsafePointer<UInt8>, components: Int, count: Int, squared: Float,
            keys: UnsafeMutablePointer<UInt32>
        ) {
            unsafe function(query, blocks, components, count, squared, keys)
        }
    }

    /// Multiplies by signs and transforms, as many rounds as there are signs for: a rotation when the signs are scaled for it.
    ///
    /// - Parameters:
    ///   - signs: a factor for each component and round.
    ///   - window: how many components a Walsh-Hadamard transform takes, the first and the last of all in turn.
    /// - Precondition: the components are a multiple of 16, `window` a power of two of at least 16 and at most as many.
    public func rotate(_ components: inout MutableSpan<Float>, window: Int, signs: Span<Float>) {
        let count = components.count
        precondition(count > 0 && count % 16 == 0 && signs.count % count == 0, "\(signs.count) signs for \(count) components")
        precondition(window >= 16 && window <= count && window.nonzeroBitCount == 1, "a window of \(window) for \(count) components")
        let rotate = unsafe table.pointee.rotate
        unsafe components.withUnsafeMutableBufferPointer { components in
            unsafe signs.withUnsafeBufferPointer { signs in
                guard let values = components.baseAddress, let factors = signs.baseAddress else { return }
                unsafe rotate(values, count, window, factors, signs.count / count)
            }
        }
    }

    /// The query of rotated components.
    ///
    /// - Precondition: the components fill a layout, and its ``OneBitLayout/queryBytes`` can be written to `query`.
    @unsafe
    public func encodeOneBitQuery(_ components: Span<Float>, into query: UnsafeMutablePointer<UInt8>) {
        precondition(components.count % 16 == 0, "\(components.count) components where a multiple of 16 fills a row")
        let encode = unsafe table.pointee.f32_to_b1_tables
        unsafe components.withUnsafeBufferPointer { components in
            guard let from = components.baseAddress else { return }
            unsafe encode(from, components.count, query)
        }
    }

    /// Puts the code of a rotated vector, seen from a rotated centre, in one of a block's 32 places, which is 0.
    ///
    /// - Precondition: both point to the layout's components, `block` to its bytes, and the place is below 32.
    @unsafe
    public func encodeOneBit(
        _ vector: UnsafePointer<Float>, centre: UnsafePointer<Float>, _ layout: OneBitLayout, place: Int, in block: UnsafeMutablePointer<UInt8>
    ) {
        unsafe table.pointee.f32_to_b1(vector, centre, layout.components, place, block)
    }
}
