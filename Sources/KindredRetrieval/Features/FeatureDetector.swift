/// Something that finds keypoints in an image and describes their surroundings.
public protocol FeatureDetector: Sendable {
    /// The detector's name, which descriptors carry with them.
    var name: String { get }
    /// Components of a descriptor.
    var dimension: Int { get }
    /// The features of an image, strongest first; none is an answer, not an error.
    func features(of image: GreyImage) -> ImageFeatures
}
