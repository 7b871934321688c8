internal import Foundation

/// One octave of the scale space: pictures of one size, each blurred more than the one before, and their differences.
struct SIFTOctave {
    let width: Int
    let height: Int
    /// s + 3 pictures of deviations σ, kσ, k²σ, …, where k = 2^(1/s).
    let levels: [GreyImage]
    /// Level i + 1 less level i.
    let differences: [GreyImage]
    let sigma: Float
    let scales: Int

    /// The first octave. A camera's picture is taken to be blurred by half a pixel already.
    init(first image: GreyImage, _ parameters: SIFT.Parameters) {
        let base = parameters.isDoubled ? image.doubled : image, present: Float = parameters.isDoubled ? 1 : 0.5
        let missing = max(parameters.sigma * parameters.sigma - present * present, 0.01).squareRoot()
        self.init(base.blurred(sigma: missing), parameters)
    }

    /// The octave after another: its first level is the other's of twice the deviation, every second pixel of it.
    init(below other: SIFTOctave, _ parameters: SIFT.Parameters) {
        self.init(other.levels[parameters.scalesPerOctave].halved, parameters)
    }

    private init(_ first: GreyImage, _ parameters: SIFT.Parameters) {
        width = first.width
        height = first.height
        sigma = parameters.sigma
        scales = parameters.scalesPerOctave
        var levels = [first]
        for level in 1..<scales + 3 {
            let before = sigma * exp2(Float(level - 1) / Float(scales)), after = sigma * exp2(Float(level) / Float(scales))
            levels.append(levels[level - 1].blurred(sigma: (after * after - before * before).squareRoot()))
        }
        self.levels = levels
        differences = (0..<scales + 2).map { levels[$0 + 1].minus(levels[$0]) }
    }
}

/// A point that stands out among its neighbours in place and scale.
struct SIFTExtremum {
    /// The place, in pixels of the octave.
    let x, y: Float
    /// The level that it is nearest to.
    let level: Int
    /// The deviation, in pixels of the octave.
    let scale: Float
    /// The absolute difference there.
    let contrast: Float

    /// The keypoint, in pixels of the picture, of which one of the octave has `step`, and which begins `shift` before it.
    func keypoint(angle: Float, step: Float, shift: Float) -> Keypoint {
        Keypoint(x: x * step - shift, y: y * step - shift, scale: scale * step, angle: angle, response: contrast)
    }
}

extension GreyImage {
    func minus(_ other: GreyImage) -> GreyImage {
        var result = pixels
        for place in result.indices { result[place] -= other.pixels[place] }
        return GreyImage(trusted: result, width: width, height: height)
    }
}
