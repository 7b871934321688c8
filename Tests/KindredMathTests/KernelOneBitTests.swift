import KindredMath
import Testing

/// Codes of 1 bit: every table has the scalar one's bits, and the bits mean what they should.
@Suite struct KernelOneBitTests {
    static let scalar = Kernels.named("scalar")!
    /// Whole and partial steps of every register, and beyond the 1,024 components that are summed in 16 bits.
    static let layouts = [16, 32, 48, 64, 112, 128, 384, 1024, 1040, 2064].map(OneBitLayout.init(holding:))

    private func floats(_ count: Int, _ noise: inout KernelNoise, scale: Float = 1) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &noise) * scale }
    }

    private func query(_ kernels: Kernels, _ vector: [Float]) -> [UInt8] {
        var query = [UInt8](repeating: 0x55, count: 4 * vector.count + 4)
        query.withUnsafeMutableBufferPointer { kernels.encodeOneBitQuery(vector.span, into: $0.baseAddress!) }
        return query
    }

    private func block(_ kernels: Kernels, _ vectors: [[Float]], _ centre: [Float], _ layout: OneBitLayout) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: layout.blockBytes)
        for (place, vector) in vectors.enumerated() {
            block.withUnsafeMutableBufferPointer { kernels.encodeOneBit(vector, centre: centre, layout, place: place, in: $0.baseAddress!) }
        }
        return block
    }

    private func keys(_ kernels: Kernels, _ query: [UInt8], _ blocks: [UInt8], _ layout: OneBitLayout, squared: Float) -> [UInt32] {
        let count = blocks.count / layout.blockBytes
        var keys = [UInt32](repeating: 7, count: count * OneBitLayout.codes)
        kernels.estimateB1(query: query, blocks: blocks, components: layout.components, count: count, squared: squared, keys: &keys)
        return keys
    }

    private func rotated(_ kernels: Kernels, _ vector: [Float], window: Int, signs: [Float]) -> [Float] {
        var result = vector, target = result.mutableSpan
        kernels.rotate(&target, window: window, signs: signs.span)
        return result
    }

    private func float(_ bytes: some Collection<UInt8>) -> Double {
        Double(Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }))
    }

    /// The signs of a code, read by the layout's description alone.
    private func signs(_ block: [UInt8], _ place: Int, _ layout: OneBitLayout) -> [Double] {
        (0..<layout.components).map { i in
            let byte = block[256 + 16 * (i / 4) + place % 16], half = place < 16 ? byte & 15 : byte >> 4
            return half >> UInt8(i % 4) & 1 == 1 ? 1 : -1
        }
    }

    private func squared(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
    }

    @Test(arguments: Kernels.available) func everyTableHasTheSameBits(_ kernels: Kernels) {
        var noise = KernelNoise(state: 31)
        for layout in Self.layouts {
            for scale in [Float(0), 1e-3, 1, 300] {
                let vector = floats(layout.components, &noise, scale: scale), centre = floats(layout.components, &noise, scale: scale)
                let vectors = (0..<32).map { $0 == 5 ? centre : floats(layout.components, &noise, scale: scale) }
                let query = query(kernels, vector), block = block(kernels, vectors, centre, layout)
                #expect(query == self.query(Self.scalar, vector))
                #expect(block == self.block(Self.scalar, vectors, centre, layout))
                for blocks in [block, block + block + block] {
                    let squared = Float(self.squared(vector, centre))
                    #expect(keys(kernels, query, blocks, layout, squared: squared) == keys(Self.scalar, query, blocks, layout, squared: squared))
                }
            }
        }
    }

    @Test(arguments: Kernels.available) func rotationsHaveTheSameBitsAndKeepProducts(_ kernels: Kernels) {
        var noise = KernelNoise(state: 32)
        for layout in Self.layouts {
            let count = layout.components, window = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
            let scale = Float(1 / Double(window).squareRoot())
            let signs = (0..<4).flatMap { round in
                (0..<count).map { i in
                    (round % 2 == 0 ? i < window : i >= count - window) ? (noise.next() & 1 == 0 ? scale : -scale) : (noise.next() & 1 == 0 ? 1 : -1)
                }
            }
            let a = floats(count, &noise), b = floats(count, &noise)
            let turnedA = rotated(kernels, a, window: window, signs: signs), turnedB = rotated(kernels, b, window: window, signs: signs)
            #expect(turnedA == rotated(Self.scalar, a, window: window, signs: signs))
            #expect(abs(squared(turnedA, turnedB) - squared(a, b)) <= 1e-5 * squared(a, b))
            #expect(turnedA != a)
        }
    }

    /// A transform against the definition: component i of the result is Σ (-1)^popcount(i & j) x_j.
    @Test(arguments: [16, 32, 256]) func transformsByDefinition(window: Int) {
        var noise = KernelNoise(state: 33)
        let count = window + 48, values = floats(count, &noise), signs = floats(count, &noise)
        let result = rotated(Kernels.active, values, window: window, signs: signs)
        for i in 0..<count {
            let products = zip(values, signs).map { Double($0 * $1) }
            let expected = i >= window ? products[i] : (0..<window).reduce(0.0) { $0 + ((i & $1).nonzeroBitCount % 2 == 0 ? products[$1] : -products[$1]) }
            #expect(abs(Double(result[i]) - expected) <= 1e-5 * Double(window))
        }
    }

    /// Codes, factors and estimates against the paper's formulas in double precision.
    @Test(arguments: Kernels.available) func estimatesByDefinition(_ kernels: Kernels) {
        var noise = KernelNoise(state: 34)
        for layout in Self.layouts.prefix(8) {
            let asked = floats(layout.components, &noise), centre = floats(layout.components, &noise)
            let vectors = (0..<32).map { _ in floats(layout.components, &noise) }
            let block = block(kernels, vectors, centre, layout), between = squared(asked, centre)
            let found = keys(kernels, query(kernels, asked), block, layout, squared: Float(between)).map { Double(Float(bitPattern: $0)) }
            for (place, vector) in vectors.enumerated() {
                let signs = signs(block, place, layout)
                let differences = zip(vector, centre).map { Double($0) - Double($1) }
                #expect(zip(signs, differences).allSatisfy { $0 * $1 >= 0 })
                let length = differences.reduce(0) { $0 + $1 * $1 }, product = differences.reduce(0) { $0 + abs($1) }
                let withCentre = zip(signs, centre).reduce(0) { $0 + $1.0 * Double($1.1) }
                let withQuery = zip(signs, asked).reduce(0) { $0 + $1.0 * Double($1.1) }
                let factor = 2 * length / product
                #expect(abs(float(block[4 * place..<4 * place + 4]) - (length + factor * withCentre)) <= 1e-4 * (length + abs(factor * withCentre)))
                #expect(abs(float(block[128 + 4 * place..<132 + 4 * place]) - factor) <= 1e-5 * factor)
                let exact = max(0, length + between - factor * (withQuery - withCentre))
                // Half a step of each table at most, of which there is one for four components; a step is 1/127 of the largest sum of four.
                let rounding = factor * Double(layout.components) / 4 * 0.5 * 4 / 127
                #expect(abs(found[place] - exact) <= rounding + 1e-4 * (length + between))
            }
        }
    }

    /// RaBitQ's theorem: over random rotations the estimate has no bias, and its error has the bound's order.
    @Test func estimatesAreUnbiasedAndBounded() {
        var random = SeededRandom(seed: 35)
        for layout in [64, 128, 384].map(OneBitLayout.init(holding:)) {
            let count = layout.components
            func normals() -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
            var sum = 0.0, squares = 0.0, outside = 0, total = 0
            for _ in 0..<200 {
                let centre = normals(), asked = normals(), vectors = (0..<32).map { _ in normals() }
                let block = block(Kernels.active, vectors, centre, layout), between = squared(asked, centre)
                let found = keys(Kernels.active, query(Kernels.active, asked), block, layout, squared: Float(between))
                for (vector, key) in zip(vectors, found) {
                    let length = squared(vector, centre), scale = (length * between).squareRoot()
                    let error = (squared(vector, asked) - Double(Float(bitPattern: key))) / (2 * scale)
                    let cosine = zip(vector, centre).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / (length * Double(count)).squareRoot()
                    let bound = ((1 - cosine * cosine) / (cosine * cosine) / Double(count - 1)).squareRoot()
                    sum += error
                    squares += error * error
                    // 1.9 is the paper's ε₀: 94 % of a normal error lies within.
                    outside += abs(error) > 1.9 * bound ? 1 : 0
                    total += 1
                }
            }
            let mean = sum / Double(total), deviation = (squares / Double(total)).squareRoot()
            #expect(abs(mean) <= 4 * deviation / Double(total).squareRoot())
            #expect(deviation <= 0.85 / Double(count).squareRoot())
            #expect(Double(outside) <= 0.075 * Double(total), "\(outside) of \(total)")
        }
    }
}
