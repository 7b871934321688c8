public import KindredMath

// Each table is a counting sort of the rows by bucket, slots ascending: as compact as can be, the same for any number of
// threads. Functions draw from streams of their own, so a table's functions do not depend on how many tables there are.

extension LSH {
    /// Hashes some rows.
    ///
    /// - Throws: `invalidParameter` (also for a component that is no finite number, and for a target recall that would take
    ///   more than 1,024 tables), `unsupported` for a reduction that no family serves, `cancelled`.
    /// - Complexity: O(*n L k d*).
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: LSHParameters = LSHParameters(),
        context: BuildContext = BuildContext()
    ) throws(IndexError) {
        try parameters.validate()
        let (family, bits) = try parameters.resolved(reduction, rows.element)
        let indexed = try IndexedRows(rows, reduction)
        let floats = family == .bits ? nil : try RowFloats(rows)
        let rests = reduction == .dot ? floats?.rests() : nil
        let near = LSHNeighborhood(indexed.flat, floats, family, norm: rests?.norm ?? 0, parameters, context.threads)
        let width = family == .e2lsh ? Float(parameters.width ?? near.width) : 0
        let tables = try Self.tables(parameters, bits, near.collision(width: Double(width)))
        let shape = LSHShape(family: family, bits: bits, tables: tables, width: width, count: rows.count)
        let hashes = LSHTables(shape, rows, seed: parameters.seed, isDot: reduction == .dot)
        try hashes.fill(shape, rows, floats, rests, context)
        self.init(indexed, parameters, shape, hashes)
        try context.report(rows.count, of: rows.count)
        guard parameters.recallSamples > 0 else { return }
        let ladder = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]
        recall = measuredRecall(samples: parameters.recallSamples, ladder: ladder, context.threads, against: indexed.flat)
    }

    /// The tables to make, for neighbours whose hashes collide with probability `p`.
    private static func tables(_ parameters: LSHParameters, _ bits: Int, _ p: Double) throws(IndexError) -> Int {
        guard let recall = parameters.targetRecall else { return parameters.tables }
        let needed = LSHProbability.tables(recall: recall, p, bits: bits)
        guard needed <= Double(LSHParameters.tablesMax) else {
            throw IndexError(
                .invalidParameter,
                "a target recall of \(recall) with \(bits) hashes would take \(needed) tables: at most \(LSHParameters.tablesMax) are allowed; take fewer hashes")
        }
        return Int(needed)
    }
}

/// How far rows are from their nearest neighbours, as the hash functions see it.
private struct LSHNeighborhood {
    private let family: LSHFamily
    /// The median distance or angle; nil when nothing asks for it or there are no two rows.
    private let median: Double?
    private let bitCount: Double

    /// Rows sampled.
    private static let samples = 100

    init(
        _ flat: FlatIndex, _ floats: RowFloats?, _ family: LSHFamily, norm: Float, _ parameters: LSHParameters, _ threads: Int
    ) {
        self.family = family
        bitCount = Double(flat.rows.dimension * 8)
        guard parameters.targetRecall != nil || (family == .e2lsh && parameters.width == nil), flat.count > 1 else {
            median = nil
            return
        }
        let samples = stride(from: 0, to: flat.count, by: max(1, flat.count / Self.samples)).map { UInt32($0) }
        let nearest = flat.nearest(to: samples, k: 1, threads)
        let distances = zip(samples, nearest).compactMap { sample, nearest in
            nearest.first.map { Self.distance(sample, $0, flat, floats, family, norm: norm) }
        }
        median = distances.isEmpty ? nil : distances.sorted()[distances.count / 2]
    }

    private static func distance(
        _ a: UInt32, _ b: UInt32, _ flat: FlatIndex, _ floats: RowFloats?, _ family: LSHFamily, norm: Float
    ) -> Double {
        guard let floats else {
            let hamming = Kernels.active.pair(.hamming, .bits), rows = flat.rows
            return unsafe Double(
                hamming(
                    query: rows.handle.row(Int(a), stride: rows.stride), row: rows.handle.row(Int(b), stride: rows.stride),
                    dimension: rows.dimension))
        }
        let first = unsafe floats[Int(a)], second = unsafe floats[Int(b)]
        var product = 0.0, squared = 0.0, firstNorm = 0.0, secondNorm = 0.0
        for i in 0..<floats.dimension {
            let x = unsafe Double(first[i]), y = unsafe Double(second[i])
            product += x * y
            squared += (x - y) * (x - y)
            firstNorm += x * x
            secondNorm += y * y
        }
        if family == .e2lsh { return squared.squareRoot() }
        let norms = norm > 0 ? firstNorm.squareRoot() * Double(norm) : (firstNorm * secondNorm).squareRoot()
        return LSHProbability.angle(cosine: norms > 0 ? product / norms : 0)
    }

    /// Four times the median distance; 1 where rows coincide with their neighbours.
    var width: Double {
        guard let median, median > 0, Float(4 * median).isFinite, Float(4 * median) > 0 else { return 1 }
        return 4 * median
    }

    func collision(width: Double) -> Double {
        guard let median else { return 1 }
        switch family {
        case .simhash: return LSHProbability.simhash(angle: median)
        case .e2lsh: return LSHProbability.e2lsh(distance: median, width: width)
        case .bits: return LSHProbability.bit(distance: median, of: bitCount)
        }
    }
}

extension LSHTables {
    /// Functions drawn, tables empty.
    fileprivate init(_ shape: LSHShape, _ rows: VectorRows, seed: UInt64, isDot: Bool) {
        let count = shape.functionCount, dimension = rows.dimension
        directions = IndexTable(shape.family == .bits ? count : count * dimension, of: Float.self)
        offsets = IndexTable(shape.family == .bits ? 0 : count, of: Float.self)
        starts = IndexTable(shape.tables * (shape.bucketCount + 1), of: UInt32.self)
        slots = IndexTable(shape.tables * rows.count, of: UInt32.self)
        for function in 0..<count {
            var random = SeededRandom(seed: seed, stream: UInt64(function) + 1)
            if shape.family == .bits {
                unsafe directions.entries(UInt32.self)[function] = UInt32(random.integer(below: dimension * 8))
                continue
            }
            let direction = unsafe directions.entries(Float.self) + function * dimension
            for axis in 0..<dimension { unsafe direction[axis] = Float(random.normal()) }
            let offset = shape.family == .e2lsh ? Float(random.uniform()) * shape.width : isDot ? Float(random.normal()) : 0
            unsafe offsets.entries(Float.self)[function] = offset
        }
    }

    /// Sorts the rows into the buckets.
    fileprivate func fill(
        _ shape: LSHShape, _ rows: VectorRows, _ floats: RowFloats?, _ rests: RowRests?, _ context: BuildContext
    ) throws(IndexError) {
        let count = rows.count, hash = LSHHash(shape, self, dimension: rows.dimension)
        let buckets = IndexTable(shape.tables * count, of: UInt32.self), workers = Workers(count: context.threads)
        let step = max(1, min(count, 65_536))
        for start in stride(from: 0, to: count, by: step) {
            try context.report(start, of: count)
            workers.run(min(step, count - start), grain: 256) { _, range in
                var products = [Float](repeating: 0, count: shape.functionCount)
                for slot in range.lazy.map({ start + $0 }) {
                    let row = unsafe floats.map { unsafe UnsafeRawPointer($0[slot]) } ?? rows.handle.row(slot, stride: rows.stride)
                    unsafe products.withUnsafeMutableBufferPointer { products in
                        guard let products = products.baseAddress else { return }
                        unsafe hash.products(row, rest: rests?.values[slot] ?? 0, products)
                        for table in 0..<shape.tables {
                            let bucket = unsafe hash.bucket(products + table * shape.bits)
                            unsafe buckets.entries(UInt32.self)[table * count + slot] = UInt32(bucket)
                        }
                    }
                }
            }
        }
        workers.run(shape.tables, grain: 1) { _, range in
            for table in range { unsafe sort(table, buckets.entries(UInt32.self) + table * count, shape) }
        }
    }

    private func sort(_ table: Int, _ buckets: UnsafePointer<UInt32>, _ shape: LSHShape) {
        let starts = unsafe starts.entries(UInt32.self) + table * (shape.bucketCount + 1)
        let slots = unsafe slots.entries(UInt32.self) + table * shape.count
        for slot in 0..<shape.count { unsafe starts[Int(buckets[slot]) + 1] += 1 }
        for bucket in 0..<shape.bucketCount { unsafe starts[bucket + 1] += starts[bucket] }
        var next = unsafe [UInt32](UnsafeBufferPointer(start: starts, count: shape.bucketCount))
        for slot in 0..<shape.count {
            let bucket = unsafe Int(buckets[slot])
            unsafe slots[Int(next[bucket])] = UInt32(slot)
            next[bucket] += 1
        }
    }
}

/// For each row the component that makes all rows as long as the longest.
private struct RowRests: Sendable {
    let norm: Float
    let values: [Float]
}

extension RowFloats {
    fileprivate func rests() -> RowRests {
        let squares = (0..<count).map { slot in
            let row = unsafe self[slot]
            return (0..<dimension).reduce(0.0) { unsafe $0 + Double(row[$1]) * Double(row[$1]) }
        }
        let largest = squares.max() ?? 0
        return RowRests(norm: Float(largest.squareRoot()), values: squares.map { Float((largest - $0).squareRoot()) })
    }
}
