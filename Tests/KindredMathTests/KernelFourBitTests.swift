import KindredMath
import Testing

/// Codes of 4 bits: every table has the scalar one's bits, and the bits mean what they should.
@Suite struct KernelFourBitTests {
    static let scalar = Kernels.named("scalar")!
    static let layouts = [1, 2, 3, 5, 12].map(FourBitLayout.init(lines:))

    /// Floats that fill a layout.
    private func components(_ layout: FourBitLayout, _ noise: inout KernelNoise) -> [Float] {
        let scale = Float.random(in: 0.01...100, using: &noise)
        return (0..<layout.components).map { _ in Float.random(in: -1...1, using: &noise) * Float.random(in: 0...scale, using: &noise) }
    }

    private func squared(_ vector: [Float]) -> Float { Float(vector.reduce(0.0) { $0 + Double($1) * Double($1) }) }

    private func row(_ kernels: Kernels, _ vector: [Float], _ layout: FourBitLayout) -> [UInt8] {
        var row = [UInt8](repeating: 0xAA, count: layout.rowBytes)
        var target = row.mutableSpan
        kernels.encodeU4(vector.span, squaredNorm: squared(vector), layout, into: &target)
        return row
    }

    private func query(_ kernels: Kernels, _ vector: [Float], _ layout: FourBitLayout) -> [UInt8] {
        var query = [UInt8](repeating: 0x55, count: layout.queryBytes)
        query.withUnsafeMutableBytes { kernels.encodeU4Query(vector.span, squaredNorm: squared(vector), layout, into: $0.baseAddress!) }
        return query
    }

    private func decoded(_ kernels: Kernels, _ row: [UInt8], _ layout: FourBitLayout) -> [UInt8] {
        var query = [UInt8](repeating: 0x55, count: layout.queryBytes)
        query.withUnsafeMutableBytes { kernels.decodeU4(row, layout, into: $0.baseAddress!) }
        return query
    }

    private func float(_ bytes: some Collection<UInt8>) -> Float {
        Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }

    /// The vector that a row stands for, read by the layout's description alone.
    private func values(_ row: [UInt8], _ layout: FourBitLayout) -> [Double] {
        let scale = Double(float(row.suffix(4)))
        return (0..<layout.lines).flatMap { line in
            let half = line + 1 < layout.lines ? 64 : 56
            let bytes = row[64 * line..<64 * line + half]
            return (bytes.map { $0 & 15 } + bytes.map { $0 >> 4 }).map { (Double($0) - 7.5) * scale }
        }
    }

    @Test(arguments: Kernels.available) func everyTableHasTheSameBits(_ kernels: Kernels) {
        var noise = KernelNoise(state: 21)
        for layout in Self.layouts {
            for _ in 0..<5 {
                let vector = components(layout, &noise)
                let code = row(kernels, vector, layout)
                #expect(code == row(Self.scalar, vector, layout))
                #expect(query(kernels, vector, layout) == query(Self.scalar, vector, layout))
                #expect(decoded(kernels, code, layout) == decoded(Self.scalar, code, layout))
            }
        }
    }

    @Test(arguments: Kernels.available) func projectionsHaveTheSameBits(_ kernels: Kernels) {
        var noise = KernelNoise(state: 22)
        for dimension in [0, 1, 3, 64, 100, 385] {
            for width in stride(from: 16, through: 368, by: 16) {
                let vector = (0..<dimension).map { _ in Float.random(in: -3...3, using: &noise) }
                let mean = (0..<dimension).map { _ in Float.random(in: -1...1, using: &noise) }
                let matrix = (0..<dimension * width).map { _ in Float.random(in: -1...1, using: &noise) }
                var halves = [UInt16](repeating: 0, count: matrix.count)
                var span = halves.mutableSpan
                Self.scalar.convertToHalf(matrix.span, into: &span)
                func projected(_ kernels: Kernels) -> [Float] {
                    var result = [Float](repeating: 0, count: width)
                    var target = result.mutableSpan
                    kernels.project(vector.span, mean: mean.span, matrix: halves.span, into: &target)
                    return result
                }
                let result = projected(kernels)
                #expect(result == projected(Self.scalar))
                for j in [0, width / 2, width - 1] {
                    let exact = (0..<dimension).reduce(0.0) { $0 + Double(vector[$1] - mean[$1]) * Double(matrix[$1 * width + j]) }
                    #expect(abs(Double(result[j]) - exact) <= 2e-3 * Double(max(1, dimension)))
                }
            }
        }
    }

    /// A code's product with its own vector is exact, its components are within a step, and its error is what 4 bits give.
    @Test func codesMeanTheirVectors() {
        var noise = KernelNoise(state: 23)
        for layout in Self.layouts {
            let vector = components(layout, &noise), code = values(row(Kernels.active, vector, layout), layout)
            let product = zip(code, vector).reduce(0.0) { $0 + $1.0 * Double($1.1) }
            #expect(abs(product - Double(squared(vector))) <= 1e-5 * product)
            let error = zip(code, vector).reduce(0.0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
            #expect(error <= 0.02 * Double(squared(vector)))
        }
        let nothing = [Float](repeating: 0, count: 112)
        #expect(values(row(Kernels.active, nothing, Self.layouts[0]), Self.layouts[0]).allSatisfy { $0 == 0 })
    }

    @Test(arguments: Kernels.available) func distances(_ kernels: Kernels) {
        var noise = KernelNoise(state: 24)
        for layout in Self.layouts {
            let stride = layout.rowBytes + 64 * Int.random(in: 0...1, using: &noise)
            let vectors = (0..<19).map { _ in components(layout, &noise) }, asked = components(layout, &noise)
            var rows = [UInt8](repeating: 0, count: stride * vectors.count)
            for (i, vector) in vectors.enumerated() { rows.replaceSubrange(i * stride..<i * stride + layout.rowBytes, with: row(kernels, vector, layout)) }
            let query = query(kernels, asked, layout)
            for count in 0...19 {
                let ids = (0..<count).map { _ in UInt32.random(in: 0..<19, using: &noise) }
                func keys(_ kernels: Kernels) -> [UInt32] {
                    var keys = [UInt32](repeating: 7, count: count)
                    kernels.gatherU4(query: query, rows: rows, stride: stride, ids: ids, count: count, dimension: layout.lines, keys: &keys, ahead: count % 2)
                    return keys
                }
                let found = keys(kernels)
                #expect(found == keys(Self.scalar))
                let nearest = found.min() ?? 0
                for key in [0, nearest, nearest &+ 1, .max] {
                    #expect(kernels.anyCloserU4(row: query, rows: rows, stride: stride, ids: ids, count: count, dimension: layout.lines, key: key) == found.contains { $0 < key })
                }
                var scanned = [Float](repeating: 0, count: count)
                kernels.scanU4(query: query, rows: rows, stride: stride, count: count, dimension: layout.lines, values: &scanned)
                let all = (0..<UInt32(count)).map { $0 }
                var expected = [UInt32](repeating: 0, count: count)
                kernels.gatherU4(query: query, rows: rows, stride: stride, ids: all, count: count, dimension: layout.lines, keys: &expected, ahead: 0)
                #expect(scanned.map(\.bitPattern) == expected)
                for (id, key) in zip(ids, found) {
                    let code = values(Array(rows[Int(id) * stride..<Int(id) * stride + layout.rowBytes]), layout)
                    let product = zip(code, asked).reduce(0.0) { $0 + $1.0 * Double($1.1) }
                    let norms = Double(squared(vectors[Int(id)])) + Double(squared(asked))
                    #expect(abs(Double(Float(bitPattern: key)) - max(0, norms - 2 * product)) <= 0.01 * norms)
                }
            }
        }
    }

    /// A row as a query gives the product of two codes, the same both ways.
    @Test(arguments: Kernels.available) func rowsAsQueries(_ kernels: Kernels) {
        var noise = KernelNoise(state: 25)
        for layout in Self.layouts {
            let a = components(layout, &noise), b = components(layout, &noise)
            let rows = row(kernels, a, layout) + row(kernels, b, layout)
            func key(_ query: Int, _ id: UInt32) -> UInt32 {
                let bytes = Array(rows[query * layout.rowBytes..<(query + 1) * layout.rowBytes])
                var keys: [UInt32] = [0]
                kernels.gatherU4(query: decoded(kernels, bytes, layout), rows: rows, stride: layout.rowBytes, ids: [id], count: 1, dimension: layout.lines, keys: &keys, ahead: 0)
                return keys[0]
            }
            #expect(key(0, 1) == key(1, 0))
            let codes = [0, 1].map { values(Array(rows[$0 * layout.rowBytes..<($0 + 1) * layout.rowBytes]), layout) }
            let product = zip(codes[0], codes[1]).reduce(0.0) { $0 + $1.0 * $1.1 }, norms = Double(squared(a)) + Double(squared(b))
            #expect(abs(Double(Float(bitPattern: key(0, 1))) - max(0, norms - 2 * product)) <= 1e-4 * norms)
            #expect(Float(bitPattern: key(0, 0)) <= 1e-4 * squared(a))
        }
    }
}
