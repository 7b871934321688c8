internal import Foundation

// A Gaussian is separable: rows first, then columns, eight pixels side by side. Outside, the picture is mirrored without its edge
// (OpenCV's BORDER_REFLECT_101), and the kernel ends at four deviations.

/// The right half of a Gaussian kernel.
struct GaussianKernel {
    /// Weight at distance 0, 1, …; the whole kernel sums to 1.
    let taps: [Float]

    /// - Precondition: `sigma > 0`.
    init(sigma: Float) {
        precondition(sigma > 0, "a deviation of \(sigma)")
        let radius = max(1, Int((4 * sigma).rounded()))
        let weights = (0...radius).map { exp(-Double($0 * $0) / (2 * Double(sigma) * Double(sigma))) }
        let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
        taps = weights.map { Float($0 / sum) }
    }
}

extension GreyImage {
    /// The picture under a Gaussian of deviation `sigma`.
    ///
    /// - Complexity: O(width · height · sigma).
    func blurred(sigma: Float) -> GreyImage {
        let taps = GaussianKernel(sigma: sigma).taps
        let across = unsafe [Float](unsafeUninitializedCapacity: pixels.count) { to, count in
            unsafe pixels.withUnsafeBufferPointer { from in unsafe blurRows(from, into: to, taps) }
            count = pixels.count
        }
        let down = unsafe [Float](unsafeUninitializedCapacity: pixels.count) { to, count in
            unsafe across.withUnsafeBufferPointer { from in unsafe blurColumns(from, into: to, taps) }
            count = pixels.count
        }
        return GreyImage(trusted: down, width: width, height: height)
    }

    private func blurRows(_ from: UnsafeBufferPointer<Float>, into to: UnsafeMutableBufferPointer<Float>, _ taps: [Float]) {
        let radius = taps.count - 1
        var padded = [Float](repeating: 0, count: width + 2 * radius)
        unsafe padded.withUnsafeMutableBufferPointer { padded in
            unsafe taps.withUnsafeBufferPointer { taps in
                for y in 0..<height {
                    for x in -radius..<(width + radius) { unsafe padded[x + radius] = from[y * width + mirrored(x, width)] }
                    for x in LaneStarts(width) {
                        unsafe blur(count: min(8, width), into: to.baseAddress! + y * width + x, taps) { unsafe UnsafePointer(padded.baseAddress!) + radius + x + $0 }
                    }
                }
            }
        }
    }

    private func blurColumns(_ from: UnsafeBufferPointer<Float>, into to: UnsafeMutableBufferPointer<Float>, _ taps: [Float]) {
        let radius = taps.count - 1
        unsafe taps.withUnsafeBufferPointer { taps in
            for y in 0..<height {
                let rows = (-radius...radius).map { mirrored(y + $0, height) * width }
                unsafe rows.withUnsafeBufferPointer { rows in
                    for x in LaneStarts(width) {
                        unsafe blur(count: min(8, width), into: to.baseAddress! + y * width + x, taps) { unsafe from.baseAddress! + rows[radius + $0] + x }
                    }
                }
            }
        }
    }
}

/// Weighs eight pixels, or the fewer that a narrow picture has; `source(k)` is where they stand k steps away.
@inline(__always)
private func blur(
    count: Int, into to: UnsafeMutablePointer<Float>, _ taps: UnsafeBufferPointer<Float>, _ source: (Int) -> UnsafePointer<Float>
) {
    guard count == 8 else {
        for lane in 0..<count {
            var sum = unsafe taps[0] * source(0)[lane]
            for k in 1..<taps.count { unsafe sum += taps[k] * (source(-k)[lane] + source(k)[lane]) }
            unsafe to[lane] = sum
        }
        return
    }
    var sum = unsafe taps[0] * eight(source(0))
    for k in 1..<taps.count { unsafe sum += taps[k] * (eight(source(-k)) + eight(source(k))) }
    unsafe UnsafeMutableRawPointer(to).storeBytes(of: sum, as: SIMD8<Float>.self)
}

@inline(__always)
private func eight(_ from: UnsafePointer<Float>) -> SIMD8<Float> {
    unsafe UnsafeRawPointer(from).loadUnaligned(as: SIMD8<Float>.self)
}

/// Where groups of eight begin in a row; the last overlaps the one before when the width is no multiple of eight.
private struct LaneStarts: Sequence, IteratorProtocol {
    private let width: Int
    private var start = 0

    init(_ width: Int) { self.width = width }

    mutating func next() -> Int? {
        guard start < width else { return nil }
        defer { start += 8 }
        return Swift.max(0, Swift.min(start, width - 8))
    }
}

/// The place inside 0..<length that a place outside shows: −1 shows 1.
private func mirrored(_ place: Int, _ length: Int) -> Int {
    guard length > 1 else { return 0 }
    var place = place
    while place < 0 || place >= length { place = place < 0 ? -place : 2 * (length - 1) - place }
    return place
}
