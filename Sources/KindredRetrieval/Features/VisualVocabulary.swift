public import KindredClustering

/// Words of pictures: the centroids of many descriptors. A picture is then a count of words, as a text is.
///
/// ```swift
/// let vocabulary = try VisualVocabulary(of: features, words: 200)
/// vocabulary.vector(features[0])    // 200 numbers, of length 1: the cosine tells how alike two pictures are
/// ```
public struct VisualVocabulary: Sendable {
    /// The detector whose descriptors have been clustered.
    public let detector: String
    /// The words' centroids, and which is nearest.
    public let nearest: NearestCentroids
    /// How much each word says.
    public let weights: TermWeights

    /// How many words.
    public var count: Int { weights.idf.count }

    /// Learns words from some pictures by k-means.
    ///
    /// - Parameters:
    ///   - words: how many; as many as descriptors when there are fewer of these.
    ///   - seed: of the seeds of k-means; the same gives the same words.
    /// - Throws: `tooFewFeatures` for pictures without any, `invalidParameter` for features of different detectors and for `words` below 1,
    ///   `cancelled`.
    public init(
        of images: [ImageFeatures], words: Int = 200, seed: UInt64 = 0, threads: Int = 1, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(FeatureError) {
        try FeatureError.require("words", Float(words), in: 1...1e6)
        guard let first = images.first(where: { $0.count > 0 }) else {
            throw FeatureError(.tooFewFeatures, "none of \(images.count) pictures has a feature to learn words from")
        }
        if let other = images.first(where: { $0.detector != first.detector || $0.dimension != first.dimension }) {
            throw FeatureError(.invalidParameter, "features of \(first.detector) and of \(other.detector) have no words in common")
        }
        let descriptors = images.flatMap(\.descriptors), count = min(words, descriptors.count / first.dimension)
        let parameters = KMeansParameters(k: count, pointsPerCluster: 256, seed: seed)
        let nearest: NearestCentroids
        do {
            nearest = try KMeans(descriptors.span, dimension: first.dimension, parameters: parameters, threads: threads, isCancelled: isCancelled).nearest
        } catch {
            throw FeatureError(error.code == .cancelled ? .cancelled : .invalidParameter, error.message)
        }
        detector = first.detector
        self.nearest = nearest
        weights = TermWeights(counts: images.map { Self.counts($0, nearest, count) }, words: count)
    }

    /// How often a picture has each word.
    ///
    /// - Precondition: features of the vocabulary's detector.
    public func counts(_ features: ImageFeatures) -> [Int] {
        precondition(features.detector == detector, "features of \(features.detector) for words of \(detector)")
        return Self.counts(features, nearest, count)
    }

    /// A picture's words by tf-idf, of unit length; zeros for a picture without features.
    public func vector(_ features: ImageFeatures) -> [Float] { weights.vector(counts(features)) }

    private static func counts(_ features: ImageFeatures, _ nearest: NearestCentroids, _ words: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: words)
        guard features.count > 0 else { return counts }
        for word in nearest.labels(of: features.descriptors.span) { counts[Int(word)] += 1 }
        return counts
    }
}
