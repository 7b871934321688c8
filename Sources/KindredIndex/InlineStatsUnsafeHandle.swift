internal import KindredMath

extension HNSW {
    /// Queries whose estimates are compared with the truth.
    private static let estimateSamples = 256

    /// The error of estimates where they matter: queries are sampled rows, seen from a neighbour of a neighbour of theirs.
    func estimateError(_ records: InlineRecords) -> IndexStats.Estimate? {
        var sum = 0.0, squares = 0.0, samples = 0
        scratches.withScratch { scratch in
            for slot in stride(from: 0, to: UInt32(count), by: max(1, count / Self.estimateSamples)) {
                let query = unsafe flat.query(slot, scratch), links = unsafe records.links(slot)
                let centre = unsafe records.links(links[0])[1]
                unsafe records.encode(query, dimension: rows.dimension, scratch)
                for error in unsafe errors(of: query, from: centre, records, scratch) {
                    sum += error
                    squares += error * error
                    samples += 1
                }
            }
        }
        guard samples > 0 else { return nil }
        let mean = sum / Double(samples), square = squares / Double(samples)
        return IndexStats.Estimate(samples: samples, bias: mean, deviation: square.squareRoot())
    }

    /// The errors of a centre's neighbours.
    private func errors(
        of query: UnsafeRawPointer, from centre: UInt32, _ records: InlineRecords, _ scratch: SearchScratch
    ) -> [Double] {
        let layout = records.layout, links = unsafe records.links(centre), exact = Space(rows, flat.kernels)
        let degree = graph.linkCount(centre, 0)
        func squared(_ from: UnsafeRawPointer, _ ids: UnsafePointer<UInt32>, _ count: Int) -> [Double] {
            unsafe exact.gather(from, ids, count, scratch.keys)
            return (0..<count).map { unsafe Double(Float(bitPattern: scratch.keys[$0])) }
        }
        let fromQuery = unsafe squared(query, links, degree), fromCentre = unsafe squared(exact.row(centre), links, degree)
        let between = unsafe squared(query, [centre], 1)[0]
        unsafe Kernels.active.estimateB1(
            query: scratch.query.assumingMemoryBound(to: UInt8.self), blocks: records.blocks(centre), components: layout.codes.components,
            count: layout.blocks, squared: Float(between), keys: scratch.keys)
        // An estimate below 0 is cut off there: what it was is not known. Products count half of what distances do.
        return (0..<degree).compactMap { i in
            let estimate = unsafe Double(Float(bitPattern: scratch.keys[i])), scale = (fromCentre[i] * between).squareRoot()
            return estimate > 0 && scale > 0 ? (fromQuery[i] - estimate) / (2 * scale) : nil
        }
    }
}
