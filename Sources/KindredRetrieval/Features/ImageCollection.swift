internal import KindredIndex

/// Pictures that are searched in three steps: words say which may be alike, keypoints say which are, geometry says whether it is so.
///
/// ```swift
/// let collection = try ImageCollection(pictures)
/// for hit in try collection.search(query, k: 5) { print(collection.images[hit.image].name, hit.inliers) }
/// ```
///
/// 1. **Aggregate**: the query's words by tf-idf, and the cosine with those of every picture.
/// 2. **Shortlist**: the most alike are compared keypoint by keypoint, by ratio and mutual check.
/// 3. **Verify**: what RANSAC finds that one map explains counts; the rest is chance.
public struct ImageCollection: Sendable {
    /// A picture: its name and its features.
    public struct Image: Sendable, Hashable {
        /// What it is called.
        public var name: String
        /// What a detector found in it.
        public var features: ImageFeatures

        /// A picture.
        public init(name: String, features: ImageFeatures) {
            self.name = name
            self.features = features
        }
    }

    /// A picture that was found.
    public struct Hit: Sendable, Hashable {
        /// Its number.
        public var image: Int
        /// The cosine of the two pictures' words, 0...1.
        public var cosine: Float
        /// Keypoints that look alike.
        public var matches: Int
        /// Those that one map explains.
        public var inliers: Int
        /// The map from the query to the picture, where there is one.
        public var transform: PlanarTransform?
        /// Whether so many can hardly agree by chance.
        public var isAccepted: Bool
    }

    /// The pictures, as they were given.
    public let images: [Image]
    /// Their words.
    public let vocabulary: VisualVocabulary
    /// How keypoints are compared.
    public var matcher = FeatureMatcher()
    /// How matches are verified.
    public var verifier = GeometricVerifier()
    private let index: FlatIndex

    /// A collection of pictures, with words of their own.
    ///
    /// - Throws: what ``VisualVocabulary/init(of:words:seed:threads:isCancelled:)`` throws.
    public init(_ images: [Image], words: Int = 200, seed: UInt64 = 0, threads: Int = 1) throws(FeatureError) {
        let vocabulary = try VisualVocabulary(of: images.map(\.features), words: words, seed: seed, threads: threads)
        do {
            let rows = try VectorRows(copying: images.flatMap { vocabulary.vector($0.features) }, dimension: vocabulary.count)
            index = try FlatIndex(rows: rows, reduction: .dot)
        } catch {
            throw FeatureError(.invalidParameter, error.message)
        }
        self.images = images
        self.vocabulary = vocabulary
    }

    /// The `k` pictures most like a query: accepted ones by falling inliers, then the others by falling cosine.
    ///
    /// - Parameter shortlist: how many are compared keypoint by keypoint; at least `k`. Four times `k`, 20 at least, unless given.
    /// - Throws: `invalidParameter` for k below 1 and for features of another detector.
    /// - Complexity: O(n·words), and O(query's keypoints · picture's keypoints) for each picture of the shortlist.
    public func search(_ query: ImageFeatures, k: Int, shortlist: Int? = nil) throws(FeatureError) -> [Hit] {
        guard k > 0 else { throw FeatureError(.invalidParameter, "k is \(k): at least 1 is needed") }
        guard query.detector == vocabulary.detector else {
            throw FeatureError(.invalidParameter, "features of \(query.detector) and of \(vocabulary.detector) cannot be compared")
        }
        let nearest: [Neighbor]
        do {
            nearest = try index.search(vocabulary.vector(query).span, k: max(k, shortlist ?? max(4 * k, 20)))
        } catch {
            throw FeatureError(.invalidParameter, error.message)
        }
        var hits: [Hit] = []
        for neighbor in nearest { hits.append(try hit(neighbor, query)) }
        return Array(hits.sorted(by: Self.isBetter).prefix(k))
    }

    private func hit(_ neighbor: Neighbor, _ query: ImageFeatures) throws(FeatureError) -> Hit {
        let image = images[Int(neighbor.slot)]
        let matches = try matcher.matches(query, image.features), found = verifier.verify(matches, query, image.features)
        return Hit(
            image: Int(neighbor.slot), cosine: max(0, min(1, neighbor.value)), matches: matches.count, inliers: found?.inliers.count ?? 0,
            transform: found?.transform, isAccepted: found?.isAccepted ?? false)
    }

    private static func isBetter(_ a: Hit, _ b: Hit) -> Bool {
        if a.isAccepted != b.isAccepted { return a.isAccepted }
        if a.isAccepted, a.inliers != b.inliers { return a.inliers > b.inliers }
        return (-a.cosine, a.image) < (-b.cosine, b.image)
    }
}
