public import KindredRetrieval

/// How features of pictures are found, compared and verified.
public struct FeatureRequest: Sendable {
    /// What finds and describes keypoints.
    public enum Detector: String, Sendable, CaseIterable {
        /// Differences of Gaussians, 128 numbers.
        case sift
        /// SIFT, compared by the roots of its numbers.
        case rootsift
        /// Box filters, 64 numbers.
        case surf
    }

    /// What finds and describes keypoints.
    public var detector = Detector.sift
    /// At most this many keypoints of a picture, the strongest; nil for all.
    public var limit: Int?
    /// Pictures are reduced to this many pixels at their longer side before anything is looked for; places are given in the picture's own pixels.
    public var side = 2048
    /// How keypoints are compared.
    public var matcher = FeatureMatcher()
    /// How matches are verified.
    public var verifier = GeometricVerifier()
    /// Words of a collection's vocabulary.
    public var words = 200
    /// Pictures of a collection that are compared keypoint by keypoint; nil for four times as many as are asked for, 20 at least.
    public var shortlist: Int?
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// SIFT, all keypoints, exact comparison, homographies.
    public init() {}

    /// - Throws: `FeatureError.invalidParameter` naming the value.
    func makeDetector() throws(FeatureError) -> any FeatureDetector {
        guard side >= 16 else { throw FeatureError(.invalidParameter, "pictures of \(side) pixels: at least 16 are needed") }
        guard verifier.tolerance > 0, verifier.tolerance.isFinite else {
            throw FeatureError(.invalidParameter, "tolerance is \(verifier.tolerance): a positive number of pixels is needed")
        }
        if detector == .surf {
            var parameters = SURF.Parameters()
            parameters.limit = limit
            return try SURF(parameters)
        }
        var parameters = SIFT.Parameters()
        parameters.limit = limit
        parameters.isRoot = detector == .rootsift
        return try SIFT(parameters)
    }

    /// The features of a picture, in its own pixels.
    func features(of image: GreyImage, _ detector: any FeatureDetector) -> ImageFeatures {
        let (reduced, factor) = image.reduced(toSide: side)
        let features = detector.features(of: reduced)
        return factor == 1 ? features : features.scaled(by: factor, width: image.width, height: image.height)
    }
}
