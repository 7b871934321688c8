internal import Foundation

// Bay, Ess, Tuytelaars, Van Gool, "Speeded-up robust features (SURF)", CVIU 110(3), 2008.
// Departures:
// 1. The first octave looks at every pixel, each later one at every second place of the one before.
// 2. A blob's place is refined among the filters of one octave, as in SIFT, and dropped when it moves farther than one step.
// 3. Beyond its edges the picture is mirrored, so that blobs are found up to five pixels from them; otherwise the largest filters would see
//    nothing but the middle, and less of it in a reduced picture.
// 4. The diagonal of the Hessian weighs 1.25 instead of 0.81.
// 5. The sign of the Laplacian is part of the descriptor's comparison nowhere: every index compares all descriptors.

/// Speeded-up robust features: blobs that box filters over an integral image find, described by Haar wavelets around them.
///
/// ```swift
/// let features = SURF().features(of: image)
/// features.descriptor(0)         // 64 numbers of length 1
/// ```
///
/// A filter of any size costs the same eight additions a box, so no scale space is computed. Coarser than ``SIFT`` in place,
/// and less often right after a turn.
public struct SURF: FeatureDetector {
    /// What shapes the detector.
    public struct Parameters: Sendable, Hashable {
        /// Octaves, of four filters each. 1...6.
        public var octaves = 4
        /// The least determinant of the Hessian, of pictures whose white is 1.
        public var threshold: Float = 0.0006
        /// At most this many features, the strongest; nil for all.
        public var limit: Int?

        /// Values that find about as many features as SIFT does.
        public init() {}
    }

    /// What shapes the detector.
    public let parameters: Parameters
    /// "surf".
    public let name = "surf"
    /// 4 × 4 cells of 4 sums.
    public let dimension = 64

    /// A detector of the usual parameters.
    public init() { parameters = Parameters() }

    /// A detector.
    ///
    /// - Throws: `invalidParameter` naming the value and its range.
    public init(_ parameters: Parameters) throws(FeatureError) {
        try FeatureError.require("octaves", Float(parameters.octaves), in: 1...6)
        try FeatureError.require("threshold", parameters.threshold, in: 0...1)
        try FeatureError.require("limit", Float(parameters.limit ?? 1), in: 1...1e9)
        self.parameters = parameters
    }

    /// The features of an image, strongest first.
    ///
    /// - Complexity: O(pixels) and O(1) a keypoint.
    public func features(of image: GreyImage) -> ImageFeatures {
        var features = ImageFeatures(width: image.width, height: image.height, detector: name, dimension: dimension)
        // Where half a filter is larger than the picture, there is nothing to mirror.
        let octaves = (0..<parameters.octaves).prefix { Self.reach($0) < min(image.width, image.height) }
        let integral = IntegralImage(image, margin: octaves.last.map(Self.reach) ?? 0)
        for octave in octaves {
            for blob in SURFOctave(integral, octave: octave).blobs(threshold: parameters.threshold) {
                let angle = integral.angle(around: blob)
                let point = Keypoint(x: blob.x, y: blob.y, scale: blob.scale, angle: angle, response: blob.determinant)
                features.append(point, integral.descriptor(of: blob, angle: angle))
            }
        }
        return features.strongest(parameters.limit)
    }

    /// Half of an octave's largest filter, in pixels.
    private static func reach(_ octave: Int) -> Int { (SURFOctave.sides(octave).last ?? 0) / 2 }
}
