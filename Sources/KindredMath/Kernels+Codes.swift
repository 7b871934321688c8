internal import CKindredKernels

// Quantisation on raw memory, with nothing checked; the shapes are those of `kindred_kernels.h`.

extension Kernels {
    /// Which of some centroids is nearest to each point, the first of equals, and the squared distance to it.
    ///
    /// - Parameters:
    ///   - stride: floats from one point to the next.
    ///   - columns: component *j* of centroid *c* at `j * padded + c`; `padded` is a multiple of 16, absent ones are infinite.
    @unsafe
    public func nearest(
        points: UnsafePointer<Float>, stride: Int, count: Int, columns: UnsafePointer<Float>, padded: Int, dimension: Int,
        labels: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>
    ) {
        unsafe table.pointee.nearest(points, stride, count, columns, padded, dimension, labels, values)
    }

    /// The least `halves[c] - product` of each row of `centroids` products, and the first *c* that has it.
    @unsafe
    public func least(
        products: UnsafePointer<Float>, count: Int, centroids: Int, halves: UnsafePointer<Float>,
        labels: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>
    ) {
        unsafe table.pointee.least(products, count, centroids, halves, labels, values)
    }

    /// The dot product of each of `parts` pieces of a query with its codewords, times `factor`.
    ///
    /// - Parameters:
    ///   - dimension: components of a piece.
    ///   - columns: those of part *p* begin at `p * dimension * codewords`; `codewords` is a multiple of 16.
    ///   - tables: of `codewords` floats a part.
    @unsafe
    public func tabulate(
        query: UnsafePointer<Float>, columns: UnsafePointer<Float>, parts: Int, dimension: Int, codewords: Int, factor: Float,
        tables: UnsafeMutablePointer<Float>
    ) {
        unsafe table.pointee.tabulate(query, columns, parts, dimension, codewords, factor, tables)
    }

    /// Tables of 16 floats as the bytes that ``scanNibbles(codes:blocks:quads:tables:bias:step:base:bound:values:masks:)``
    /// looks up: each table less its minimum, in steps of which the widest table has `top`.
    ///
    /// - Parameter bytes: 128 for every four parts; those of absent parts are left as they are.
    /// - Returns: the step, and the sum of the minima.
    @unsafe
    public func quantise(
        tables: UnsafePointer<Float>, parts: Int, top: Int, bytes: UnsafeMutablePointer<UInt8>
    ) -> (step: Float, floor: Float) {
        var floor: Float = 0
        let step = unsafe table.pointee.quantise(tables, parts, UInt32(top), bytes, &floor)
        return (step, floor)
    }

    /// The estimates `base + bias + step * sum` of rows of 4-bit codes, in blocks of 32, by lookups in registers.
    ///
    /// - Parameters:
    ///   - quads: fours of parts; a block has 64 bytes for each.
    ///   - masks: one a block: bit *i* tells that row *i* of it is below `bound`.
    @unsafe
    public func scanNibbles(
        codes: UnsafePointer<UInt8>, blocks: Int, quads: Int, tables: UnsafePointer<UInt8>, bias: UnsafePointer<Float>,
        step: Float, base: Float, bound: Float, values: UnsafeMutablePointer<Float>, masks: UnsafeMutablePointer<UInt32>
    ) {
        unsafe table.pointee.scan_nibbles(codes, blocks, quads, tables, bias, step, base, bound, values, masks)
    }

    /// The estimates `base + bias + sum` of rows of `parts` codes of a byte, over tables of 256 floats.
    ///
    /// - Parameter masks: one for every 32 rows: bit *i* tells that row *i* of them is below `bound`.
    @unsafe
    public func scanBytes(
        codes: UnsafePointer<UInt8>, count: Int, parts: Int, tables: UnsafePointer<Float>, bias: UnsafePointer<Float>,
        base: Float, bound: Float, values: UnsafeMutablePointer<Float>, masks: UnsafeMutablePointer<UInt32>
    ) {
        unsafe table.pointee.scan_bytes(codes, count, parts, tables, bias, base, bound, values, masks)
    }
}
