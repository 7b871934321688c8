/// What a detector found in an image: keypoints, and for each a description of its surroundings.
public struct ImageFeatures: Sendable, Hashable {
    /// Columns of the image.
    public let width: Int
    /// Rows of the image.
    public let height: Int
    /// The detector: "sift", "rootsift", "surf". Descriptors of different detectors say nothing about each other.
    public let detector: String
    /// Components of a descriptor.
    public let dimension: Int
    /// Where they are; strongest first.
    public private(set) var keypoints: [Keypoint] = []
    /// Unit vectors, row after row, one for each keypoint.
    public private(set) var descriptors: [Float] = []

    /// Features of an image of this size, none yet.
    public init(width: Int, height: Int, detector: String, dimension: Int) {
        self.width = width
        self.height = height
        self.detector = detector
        self.dimension = dimension
    }

    /// How many.
    public var count: Int { keypoints.count }

    /// The descriptor of a keypoint.
    public func descriptor(_ place: Int) -> ArraySlice<Float> { descriptors[place * dimension..<(place + 1) * dimension] }

    /// Adds a keypoint and its descriptor.
    ///
    /// - Precondition: `descriptor.count == dimension`.
    public mutating func append(_ keypoint: Keypoint, _ descriptor: [Float]) {
        precondition(descriptor.count == dimension, "a descriptor of \(descriptor.count) components, not \(dimension)")
        keypoints.append(keypoint)
        descriptors += descriptor
    }

    /// The `limit` strongest, strongest first; of equal ones those found first.
    func strongest(_ limit: Int?) -> ImageFeatures {
        let order = keypoints.indices.sorted { (-keypoints[$0].response, $0) < (-keypoints[$1].response, $1) }.prefix(limit ?? keypoints.count)
        var result = ImageFeatures(width: width, height: height, detector: detector, dimension: dimension)
        for place in order { result.append(keypoints[place], Array(descriptor(place))) }
        return result
    }

    /// The same features in an image whose sides are `factor` times as long.
    public func scaled(by factor: Float, width: Int, height: Int) -> ImageFeatures {
        var result = ImageFeatures(width: width, height: height, detector: detector, dimension: dimension)
        result.descriptors = descriptors
        // The middle of a pixel is at ½ from its edge in both images.
        result.keypoints = keypoints.map { point in
            var point = point
            point.x = (point.x + 0.5) * factor - 0.5
            point.y = (point.y + 0.5) * factor - 0.5
            point.scale *= factor
            return point
        }
        return result
    }
}
