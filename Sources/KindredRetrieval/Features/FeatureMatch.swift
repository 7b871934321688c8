/// A keypoint of one image and the keypoint of another that looks like it.
public struct FeatureMatch: Sendable, Hashable {
    /// The keypoint's number in the first image.
    public var first: Int
    /// The keypoint's number in the second image.
    public var second: Int
    /// The Euclidean distance of their descriptors, 0...2.
    public var distance: Float

    /// A match.
    public init(first: Int, second: Int, distance: Float) {
        self.first = first
        self.second = second
        self.distance = distance
    }
}
