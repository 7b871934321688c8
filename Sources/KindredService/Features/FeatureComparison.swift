import KindredMath
public import KindredRetrieval
import Synchronization

/// Two pictures, compared keypoint by keypoint.
///
///     let comparison = try FeatureComparison("a.pgm", "b.pgm", FeatureRequest())
///     comparison.matches.count
///     comparison.verification?.transform    // from a to b
public struct FeatureComparison: Sendable {
    /// One of the two.
    public struct Side: Sendable {
        /// The file.
        public let path: String
        /// What is in it.
        public let image: GreyImage
        /// What was found in it.
        public let features: ImageFeatures
    }

    /// The first picture.
    public let first: Side
    /// The second picture.
    public let second: Side
    /// Keypoints that look alike, most alike first.
    public let matches: [FeatureMatch]
    /// The map that most of them agree on; nil when there are too few.
    public let verification: GeometricVerification?
    /// Which maps were tried.
    public let model: PlanarModel

    /// Matches over the smaller number of keypoints, 0...1.
    public var score: Double { FeatureMatcher.score(matches, first.features, second.features) }

    /// Reads two pictures and compares them.
    ///
    /// - Throws: `FileError`; `FeatureError.invalidParameter`.
    public init(_ first: String, _ second: String, _ request: FeatureRequest) throws {
        let detector = try request.makeDetector(), paths = [first, second]
        let images = try paths.map { try ImageFile.read($0) }
        let features = Workers(count: request.threads).map(images) { request.features(of: $0, detector) }
        let sides = paths.indices.map { Side(path: paths[$0], image: images[$0], features: features[$0]) }
        (self.first, self.second) = (sides[0], sides[1])
        matches = try request.matcher.matches(features[0], features[1])
        verification = request.verifier.verify(matches, features[0], features[1])
        model = request.verifier.model
    }
}

extension Workers {
    /// What a function makes of each element, in their order.
    func map<Element: Sendable, Result: Sendable>(_ elements: [Element], _ transform: @Sendable (Element) -> Result) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: elements.count))
        run(elements.count, grain: 1) { _, range in
            for place in range {
                let result = transform(elements[place])
                results.withLock { $0[place] = result }
            }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
