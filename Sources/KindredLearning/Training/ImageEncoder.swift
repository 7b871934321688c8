public import KindredMath
public import KindredNN

/// A learnt map of grey images to unit vectors, as a value and as a file.
///
/// ```swift
/// let encoder = try ImageEncoder(contentsOf: "model.safetensors")
/// let vectors = try encoder.encode(images, threads: 2)    // a row for each image
/// ```
///
/// An image is seen moved a little each way besides as it is, and the mean of the views' unit vectors, made unit, is its embedding.
public struct ImageEncoder: Sendable {
    /// Pixels down and across.
    public let height: Int, width: Int
    /// By how many pixels views are moved; 0 for one view.
    public let viewShift: Double
    private let network: FrozenNetwork
    private let weights: Checkpoint
    private let scaling: PixelScaling

    init(_ network: Network<Float>, height: Int, width: Int, scaling: PixelScaling, viewShift: Double) {
        self.height = height
        self.width = width
        self.viewShift = viewShift
        self.scaling = scaling
        self.network = network.frozen()
        weights = network.checkpoint()
    }

    /// The dimension of embeddings.
    public var dimension: Int { network.plan.outputs }

    /// The embeddings of images, a row each of height · width pixels in the units of those it was trained on.
    ///
    /// - Throws: `dimensionMismatch` for images of another size; `notFinite`.
    public func encode(_ images: Matrix<Float>, threads: Int = 1) throws(LearningError) -> Matrix<Float> {
        guard images.columns == height * width else {
            throw LearningError(.dimensionMismatch, "images of \(images.columns) pixels for an encoder of \(height) × \(width)")
        }
        if let place = images.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "image \(place / max(1, images.columns)) has the pixel \(images.elements[place])")
        }
        let parts = RowBlocks(count: images.rows, threads: threads, size: 64).map { encode(images, $0).elements }
        return Matrix(rows: images.rows, columns: dimension, elements: parts.flatMap { $0 })
    }

    private func encode(_ images: Matrix<Float>, _ range: Range<Int>) -> Matrix<Float> {
        var sums = [Float](repeating: 0, count: range.count * dimension)
        for warp in views {
            let pixels = range.flatMap { row in
                view(warp, scaling.applied(to: images.elements[row * images.columns..<(row + 1) * images.columns]))
            }
            let unit = Matrix(rows: range.count, columns: dimension, elements: network(pixels.span)).unitRows
            for i in sums.indices { sums[i] += unit.elements[i] }
        }
        return Matrix(rows: range.count, columns: dimension, elements: sums).unitRows
    }

    private var views: [ImageWarp?] {
        guard viewShift > 0 else { return [nil] }
        return [nil] + [(viewShift, 0), (-viewShift, 0), (0, viewShift), (0, -viewShift)].map { ImageWarp(shift: $0) }
    }

    private func view(_ warp: ImageWarp?, _ image: [Float]) -> [Float] {
        guard let warp else { return image }
        var result = image
        var span = result.mutableSpan
        warp.applied(to: image.span, height: height, width: width, into: &span)
        return result
    }
}

extension ImageEncoder {
    private static let keys = (height: "kindred.image.height", width: "kindred.image.width", shift: "kindred.image.shift", background: "kindred.image.background", factor: "kindred.image.factor")

    /// The encoder as a checkpoint, with the caller's notes.
    public func checkpoint(metadata: [String: String] = [:]) -> Checkpoint {
        var result = weights
        let own = [
            Self.keys.height: "\(height)", Self.keys.width: "\(width)", Self.keys.shift: "\(viewShift)", Self.keys.background: "\(scaling.background)",
            Self.keys.factor: "\(scaling.factor)",
        ]
        result.metadata.merge(metadata) { $1 }
        result.metadata.merge(own) { $1 }
        return result
    }

    /// Writes a safetensors file: whole or not at all.
    ///
    /// - Throws: `CheckpointError.io`.
    public func write(to path: String, metadata: [String: String] = [:]) throws(CheckpointError) {
        try checkpoint(metadata: metadata).write(to: path)
    }

    /// Reads a file that `write(to:metadata:)` wrote.
    ///
    /// - Throws: a `CheckpointError` when it holds no network; `malformedFile` when the network is none of images.
    public init(contentsOf path: String) throws {
        try self.init(Checkpoint(contentsOf: path), path: path)
    }

    /// The encoder of a checkpoint.
    ///
    /// - Throws: as for a file.
    public init(_ checkpoint: Checkpoint, path: String? = nil) throws {
        let network = try Network<Float>(checkpoint, path: path), notes = checkpoint.metadata
        guard let height = notes[Self.keys.height].flatMap({ Int($0) }), let width = notes[Self.keys.width].flatMap({ Int($0) }),
            case .convolutional(height, width, 1, _, _) = network.plan.form,
            let shift = notes[Self.keys.shift].flatMap(Double.init), let background = notes[Self.keys.background].flatMap(Float.init),
            let factor = notes[Self.keys.factor].flatMap(Float.init), shift.isFinite, background.isFinite, factor.isFinite
        else { throw LearningError(.malformedFile, "\(path ?? "the checkpoint") holds no encoder of grey images") }
        self.init(network, height: height, width: width, scaling: PixelScaling(background: background, factor: factor), viewShift: shift)
    }
}
