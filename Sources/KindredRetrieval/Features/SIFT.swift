internal import Foundation

// Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 60(2), 2004, with the constants that OpenCV took.
// RootSIFT: Arandjelović, Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012.
// Departures from OpenCV:
// 1. Doubling shifts the picture by a quarter of a pixel, which is taken out of the keypoints' places.
// 2. The descriptor's grid stands where the keypoint was refined to, not on the nearest pixel.
// 3. Octaves end when a side has fewer than 12 pixels: the border would leave nothing of them.
// 4. Descriptors are unit vectors of floats, not bytes.

/// The scale-invariant feature transform: blobs that a difference of Gaussians finds, described by gradients around them.
///
/// ```swift
/// let features = SIFT().features(of: image)
/// features.keypoints[0].scale    // in pixels
/// features.descriptor(0)         // 128 numbers of length 1
/// ```
///
/// Found again after rotation and change of scale, and, within limits, after change of view and light. An image without
/// contrast has no features.
public struct SIFT: FeatureDetector {
    /// What shapes the detector.
    public struct Parameters: Sendable, Hashable {
        /// σ: the deviation of the first level of an octave.
        public var sigma: Float = 1.6
        /// Levels of an octave in which keypoints are looked for.
        public var scalesPerOctave = 3
        /// Whether the picture is doubled first, which finds about four times as many keypoints.
        public var isDoubled = true
        /// The least contrast of a keypoint, a share of white, over ``scalesPerOctave``.
        public var contrast: Float = 0.04
        /// r: the largest ratio of the principal curvatures; what lies along an edge has a larger one.
        public var edgeRatio: Float = 10
        /// Whether descriptors are the roots of their L1-normalised form, so that their Euclidean distance is Hellinger's.
        public var isRoot = false
        /// At most this many features, the strongest; nil for all.
        public var limit: Int?

        /// Lowe's values.
        public init() {}
    }

    /// What shapes the detector.
    public let parameters: Parameters
    /// "sift" or "rootsift".
    public var name: String { parameters.isRoot ? "rootsift" : "sift" }
    /// 4 × 4 cells of 8 directions.
    public let dimension = 128
    /// Keypoints are not looked for nearer to the edge, in pixels of their octave.
    static let border = 5

    /// A detector of Lowe's parameters.
    public init() { parameters = Parameters() }

    /// A detector.
    ///
    /// - Throws: `invalidParameter` naming the value and its range.
    public init(_ parameters: Parameters) throws(FeatureError) {
        try FeatureError.require("sigma", parameters.sigma, in: 0.8...10)
        try FeatureError.require("scalesPerOctave", Float(parameters.scalesPerOctave), in: 1...10)
        try FeatureError.require("contrast", parameters.contrast, in: 0...1)
        try FeatureError.require("edgeRatio", parameters.edgeRatio, in: 1...1e6)
        try FeatureError.require("limit", Float(parameters.limit ?? 1), in: 1...1e9)
        self.parameters = parameters
    }

    /// The features of an image, strongest first.
    ///
    /// - Complexity: O(pixels) and O(1) a keypoint; memory for about 30 floats a pixel.
    public func features(of image: GreyImage) -> ImageFeatures {
        var features = ImageFeatures(width: image.width, height: image.height, detector: name, dimension: dimension)
        let shift: Float = parameters.isDoubled ? 0.25 : 0
        var octave = SIFTOctave(first: image, parameters), step: Float = parameters.isDoubled ? 0.5 : 1
        while min(octave.width, octave.height) >= 12 {
            for extremum in octave.extrema(parameters) {
                for angle in octave.angles(at: extremum) {
                    let descriptor = octave.descriptor(at: extremum, angle: angle, isRoot: parameters.isRoot)
                    features.append(extremum.keypoint(angle: angle, step: step, shift: shift), descriptor)
                }
            }
            octave = SIFTOctave(below: octave, parameters)
            step *= 2
        }
        return features.strongest(parameters.limit)
    }
}

extension FeatureError {
    /// - Throws: `invalidParameter` when a value is outside its range.
    static func require(_ name: String, _ value: Float, in range: ClosedRange<Float>) throws(FeatureError) {
        guard !range.contains(value) else { return }
        throw FeatureError(.invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed")
    }
}
