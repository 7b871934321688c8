import KindredMath
import Testing

/// The kernels of quantisation against their scalar twins, over all lengths.
@Suite struct KernelCodeTests {
    private static let scalar = Kernels.named("scalar")!

    private func floats(_ count: Int, _ noise: inout KernelNoise) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &noise) }
    }

    private func nearest(
        _ kernels: Kernels, _ points: [Float], _ count: Int, _ columns: [Float], _ padded: Int, _ dimension: Int
    ) -> (labels: [UInt32], values: [Float]) {
        var labels = [UInt32](repeating: 77, count: count + 1), values = [Float](repeating: 7, count: count + 1)
        unsafe kernels.nearest(
            points: points, stride: dimension + 1, count: count, columns: columns, padded: padded, dimension: dimension,
            labels: &labels, values: &values)
        #expect(labels[count] == 77 && values[count] == 7)
        return (Array(labels.dropLast()), Array(values.dropLast()))
    }

    @Test(arguments: Kernels.available) func theNearestCentroidIsFound(_ kernels: Kernels) {
        var noise = KernelNoise(state: 1)
        for dimension in Array(1...20) + [33, 64, 100] {
            for centroids in [1, 3, 16, 17, 40, 256] {
                let count = Int.random(in: 0...9, using: &noise), padded = (centroids + 15) / 16 * 16
                let points = floats(count * (dimension + 1), &noise)
                var columns = [Float](repeating: .infinity, count: padded * dimension)
                for c in 0..<centroids { for j in 0..<dimension { columns[j * padded + c] = floats(1, &noise)[0] } }
                let found = nearest(kernels, points, count, columns, padded, dimension)
                let expected = nearest(Self.scalar, points, count, columns, padded, dimension)
                for i in 0..<count {
                    #expect(abs(found.values[i] - expected.values[i]) <= 1e-5 * expected.values[i] + 1e-7)
                    // Another centroid may only be taken when it is as near but for rounding.
                    let c = Int(found.labels[i])
                    #expect(c < centroids)
                    let own = (0..<dimension).reduce(0.0) { sum, j in
                        let distance = Double(points[i * (dimension + 1) + j]) - Double(columns[j * padded + c])
                        return sum + distance * distance
                    }
                    #expect(abs(own - Double(expected.values[i])) <= 1e-5 * own + 1e-7)
                }
            }
        }
    }

    @Test(arguments: Kernels.available) func equallyNearCentroidsGiveTheFirst(_ kernels: Kernels) {
        for first in [0, 5, 15, 16, 30] {
            var columns = [Float](repeating: 5, count: 48)
            for c in first..<48 where c % 3 == first % 3 { columns[c] = 1 }
            let found = nearest(kernels, [1.25, 0, 1.25, 0, 1.25, 0, 1.25, 0, 1.25, 0], 5, columns, 48, 1)
            #expect(found.labels == [UInt32](repeating: UInt32(first), count: 5))
        }
    }

    @Test(arguments: Kernels.available) func theLeastIsTheFirst(_ kernels: Kernels) {
        var noise = KernelNoise(state: 2)
        for centroids in 1...80 {
            let count = Int.random(in: 1...5, using: &noise)
            // Few values, so that many are equal.
            let products = (0..<count * centroids).map { _ in Float(Int.random(in: 0...3, using: &noise)) }
            let halves = (0..<centroids).map { _ in Float(Int.random(in: 0...3, using: &noise)) }
            var labels = [UInt32](repeating: 0, count: count), values = [Float](repeating: 0, count: count)
            unsafe kernels.least(products: products, count: count, centroids: centroids, halves: halves, labels: &labels, values: &values)
            for i in 0..<count {
                let all = (0..<centroids).map { halves[$0] - products[i * centroids + $0] }
                #expect(values[i] == all.min())
                #expect(Int(labels[i]) == all.firstIndex(of: values[i]))
            }
        }
    }

    @Test(arguments: Kernels.available) func tablesAreProducts(_ kernels: Kernels) {
        var noise = KernelNoise(state: 3)
        for parts in [1, 2, 3, 8, 17] {
            for dimension in [1, 2, 3, 8, 13] {
                for codewords in [16, 256] {
                    let query = floats(parts * dimension, &noise), columns = floats(parts * dimension * codewords, &noise)
                    func tables(_ kernels: Kernels) -> [Float] {
                        var tables = [Float](repeating: 0, count: parts * codewords)
                        unsafe kernels.tabulate(
                            query: query, columns: columns, parts: parts, dimension: dimension, codewords: codewords, factor: -2,
                            tables: &tables)
                        return tables
                    }
                    for (a, b) in zip(tables(kernels), tables(Self.scalar)) { #expect(abs(a - b) <= 1e-5 * Float(dimension)) }
                }
            }
        }
    }

    @Test(arguments: Kernels.available) func tablesBecomeBytes(_ kernels: Kernels) {
        var noise = KernelNoise(state: 4)
        for parts in 1...33 {
            for top in [255, 100] {
                var tables = floats(parts * 16, &noise)
                if parts == 5 { tables = [Float](repeating: 0.5, count: parts * 16) }
                let quads = (parts + 3) / 4
                var bytes = [UInt8](repeating: 9, count: quads * 128)
                let (step, floor) = unsafe kernels.quantise(tables: tables, parts: parts, top: top, bytes: &bytes)
                let minima = (0..<parts).map { p in tables[16 * p..<16 * p + 16].min()! }
                #expect(abs(floor - minima.reduce(0, +)) < 1e-4)
                for p in 0..<parts {
                    let at = p / 4 * 128 + [0, 64, 32, 96][p % 4]
                    for c in 0..<16 {
                        #expect(bytes[at + c] == bytes[at + 16 + c])
                        #expect(Int(bytes[at + c]) <= top)
                        #expect(abs(Float(bytes[at + c]) * step - (tables[16 * p + c] - minima[p])) <= 0.501 * step + 1e-6)
                    }
                }
                for p in parts..<quads * 4 { #expect(bytes[p / 4 * 128 + [0, 64, 32, 96][p % 4]] == 9) }
            }
        }
    }

    struct Estimates: Equatable {
        var values: [Float]
        var masks: [UInt32]
    }

    @Test(arguments: Kernels.available) func nibblesAreLookedUp(_ kernels: Kernels) {
        var noise = KernelNoise(state: 5)
        for quads in Array(1...20) + [48, 63] {
            for blocks in 0...5 {
                let codes = (0..<blocks * quads * 64).map { _ in UInt8.random(in: 0...255, using: &noise) }
                let most: UInt8 = quads == 63 ? 255 : UInt8.random(in: 1...255, using: &noise)
                var tables = [UInt8](repeating: 0, count: quads * 128)
                for t in 0..<quads * 4 {
                    for c in 0..<16 {
                        let value = quads == 63 ? most : UInt8.random(in: 0...most, using: &noise)
                        tables[t * 32 + c] = value
                        tables[t * 32 + 16 + c] = value
                    }
                }
                let bias = (0..<blocks * 32).map { $0 % 7 == 3 ? Float.infinity : Float.random(in: -9...9, using: &noise) }
                func estimates(_ kernels: Kernels) -> Estimates {
                    var values = [Float](repeating: 0, count: blocks * 32 + 1), masks = [UInt32](repeating: 0, count: blocks + 1)
                    unsafe kernels.scanNibbles(
                        codes: codes, blocks: blocks, quads: quads, tables: tables, bias: bias, step: 0.37, base: -3,
                        bound: Float(quads) * 2 * Float(most) * 0.37, values: &values, masks: &masks)
                    return Estimates(values: values, masks: masks)
                }
                let found = estimates(kernels)
                #expect(found == estimates(Self.scalar), "\(quads) quads, \(blocks) blocks")
                // Row 5 of the last block, by hand.
                guard blocks > 0 else { continue }
                let block = (blocks - 1) * quads * 64
                var sum = 0
                for q in 0..<quads {
                    let low = Int(codes[block + 64 * q + 5]), high = Int(codes[block + 64 * q + 37])
                    sum += Int(tables[128 * q + low % 16]) + Int(tables[128 * q + 64 + low / 16])
                    sum += Int(tables[128 * q + 32 + high % 16]) + Int(tables[128 * q + 96 + high / 16])
                }
                let scaled = 0.37 * Float(sum), offset = -3 + bias[(blocks - 1) * 32 + 5]
                #expect(found.values[(blocks - 1) * 32 + 5] == scaled + offset)
            }
        }
    }

    @Test(arguments: Kernels.available) func bytesAreLookedUp(_ kernels: Kernels) {
        var noise = KernelNoise(state: 6)
        for parts in Array(1...20) + [64, 97] {
            for count in [0, 1, 31, 32, 33, 70] {
                let codes = (0..<count * parts).map { _ in UInt8.random(in: 0...255, using: &noise) }
                let tables = floats(parts * 256, &noise), bias = floats(count, &noise)
                func estimates(_ kernels: Kernels) -> Estimates {
                    var values = [Float](repeating: 0, count: count + 1), masks = [UInt32](repeating: 0, count: (count + 31) / 32 + 1)
                    unsafe kernels.scanBytes(
                        codes: codes, count: count, parts: parts, tables: tables, bias: bias, base: 0.5, bound: 0.25,
                        values: &values, masks: &masks)
                    return Estimates(values: values, masks: masks)
                }
                let found = estimates(kernels)
                #expect(found == estimates(Self.scalar))
                for i in 0..<count {
                    let expected = (0..<parts).reduce(0.5 + Double(bias[i])) { $0 + Double(tables[256 * $1 + Int(codes[i * parts + $1])]) }
                    #expect(abs(Double(found.values[i]) - expected) < 1e-4)
                    #expect((found.masks[i / 32] >> UInt32(i % 32) & 1 != 0) == (found.values[i] < 0.25))
                }
            }
        }
    }
}
