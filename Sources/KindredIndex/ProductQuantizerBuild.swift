internal import KindredClustering
internal import KindredMath
internal import Synchronization

extension ProductQuantizer {
    /// Iterations of k-means over a part's codewords, and points a codeword it looks at.
    private static let iterations = 25
    static let trainingRows = 256

    /// The codewords of some vectors, `paddedDimension` floats each. Fewer vectors than codewords make fewer: those that are
    /// wanting equal the first.
    init(
        learning vectors: Floats, dimension: Int, parts: Int, bits: Int, seed: UInt64, _ context: BuildContext
    ) throws(IndexError) {
        self.dimension = dimension
        self.parts = parts
        self.bits = bits
        let codewords = 1 << bits, partDimension = (dimension + parts - 1) / parts, padded = partDimension * parts
        let count = vectors.count / padded
        let learnt = Mutex([Result<[Float], ClusteringError>](repeating: .success([]), count: parts))
        Workers(count: context.threads).run(count > 0 ? parts : 0, grain: 1) { _, range in
            for part in range {
                let points = vectors.part(part, of: partDimension, stride: padded)
                let parameters = KMeansParameters(
                    k: min(codewords, count), iterations: Self.iterations, pointsPerCluster: Self.trainingRows,
                    seed: seed &+ UInt64(part))
                let result = Result { () throws(ClusteringError) in
                    try KMeans(points.span, dimension: partDimension, parameters: parameters, isCancelled: context.isCancelled).centroids
                }
                learnt.withLock { $0[part] = result }
            }
        }
        var columns = [Float](repeating: 0, count: padded * codewords)
        for (part, result) in learnt.withLock({ $0 }).enumerated() {
            let centroids: [Float]
            do { centroids = try result.get() } catch { throw IndexError(error) }
            let known = centroids.count / partDimension
            for c in 0..<codewords where known > 0 {
                for j in 0..<partDimension {
                    columns[(part * partDimension + j) * codewords + c] = centroids[(c < known ? c : 0) * partDimension + j]
                }
            }
        }
        self.columns = columns
    }

    /// The codes of some vectors, a byte a part.
    ///
    /// - Parameters:
    ///   - vectors: `paddedDimension` floats each, replaced by what is left of them when their codewords are taken away.
    ///   - codes: part p of vector i at `p * count + i`.
    func encode(
        _ vectors: UnsafeMutablePointer<Float>, count: Int, codes: UnsafeMutablePointer<UInt8>,
        labels: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>
    ) {
        let partDimension = partDimension, padded = paddedDimension, codewords = codewords
        unsafe columns.withUnsafeBufferPointer { columns in
            guard let columns = columns.baseAddress else { return }
            for part in 0..<parts {
                let of = unsafe columns + part * partDimension * codewords, points = unsafe vectors + part * partDimension
                unsafe Kernels.active.nearest(
                    points: points, stride: padded, count: count, columns: of, padded: codewords, dimension: partDimension,
                    labels: labels, values: values)
                for i in 0..<count {
                    let code = unsafe Int(labels[i])
                    unsafe codes[part &* count &+ i] = UInt8(truncatingIfNeeded: code)
                    for j in 0..<partDimension { unsafe points[i &* padded &+ j] -= of[j &* codewords &+ code] }
                }
            }
        }
    }
}

extension IndexError {
    init(_ error: ClusteringError) {
        switch error.code {
        case .cancelled: self.init(.cancelled, error.message, cause: error)
        default: self.init(.invalidParameter, error.message, cause: error)
        }
    }
}
