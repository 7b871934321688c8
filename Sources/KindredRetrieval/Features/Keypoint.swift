/// A place of an image that is found again in other views of the same thing.
public struct Keypoint: Sendable, Hashable {
    /// Columns from the middle of the leftmost pixel.
    public var x: Float
    /// Rows from the middle of the uppermost pixel.
    public var y: Float
    /// The deviation of the Gaussian, in pixels, under which it stands out.
    public var scale: Float
    /// The main direction of its surroundings: radians in 0..<2π from the x axis towards the y axis, so clockwise as pictures are seen.
    public var angle: Float
    /// How much it stands out: the larger the better, of one detector.
    public var response: Float

    /// A keypoint.
    public init(x: Float, y: Float, scale: Float, angle: Float, response: Float) {
        self.x = x
        self.y = y
        self.scale = scale
        self.angle = angle
        self.response = response
    }
}
