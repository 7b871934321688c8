internal import Foundation
public import KindredMath
public import KindredNN

/// A learnt map of grey images to unit vectors, as a value and as a file.
///
/// ```swift
/// let encoder = try ImageEncoder(contentsOf: "model.safetensors")
/// let vectors = try encoder.encode(images, threads: 2)    // a row for each image
/// ```
///
/// An image is seen moved and turned a little each way besides as it is, and the mean of the views' unit vectors, made unit, is its
/// embedding, after directions in which classes are wide are made to count less: see `WithinClassWhitening`.
public struct ImageEncoder: Sendable {
    /// By how much views differ from the image as it is; 0 for none that differ so.
    public struct Views: Sendable, Hashable, Codable {
        /// Moved by so many pixels: four views.
        public var shift: Double
        /// Turned by so many degrees: two views.
        public var rotation: Double
        /// Made larger and smaller by this share: two views.
        public var scale: Double

        /// Views; nine, unless told otherwise, as far from the image as training moves it. On characters of alphabets never seen, moves of
        /// 1, 2 and 3 pixels with turns of 8, 15 and 15 degrees err in 19.9, 18.3 and 17.8 %.
        public init(shift: Double = 3, rotation: Double = 15, scale: Double = 0.2) {
            self.shift = shift
            self.rotation = rotation
            self.scale = scale
        }

        var warps: [ImageWarp?] {
            var warps: [ImageWarp?] = [nil]
            if shift > 0 { warps += [(shift, 0), (-shift, 0), (0, shift), (0, -shift)].map { ImageWarp(shift: $0) } }
            if rotation > 0 { warps += [rotation, -rotation].map { ImageWarp(rotation: $0 * .pi / 180) } }
            if scale > 0 { warps += [1 + scale, 1 - scale].map { ImageWarp(scale: ($0, $0)) } }
            return warps
        }
    }

    /// Pixels down and across.
    public let height: Int, width: Int
    /// How the views differ.
    public private(set) var views: Views
    let network: FrozenNetwork
    /// The network's parameters and statistics, in their order.
    let values: [Tensor<Float>]
    private let weights: Checkpoint
    let scaling: PixelScaling
    private(set) var whitening: WithinClassWhitening?

    init(
        _ network: Network<Float>, height: Int, width: Int, scaling: PixelScaling, views: Views, whitening: WithinClassWhitening? = nil
    ) {
        self.whitening = whitening
        self.height = height
        self.width = width
        self.views = views
        self.scaling = scaling
        self.network = network.frozen()
        values = (network.parameters + network.statistics).map(\.value)
        weights = network.checkpoint()
    }

    /// The same network seeing images by other views.
    public func viewed(_ views: Views) -> ImageEncoder {
        var other = self
        other.views = views
        return other
    }

    /// The same encoder with its embeddings whitened by what classes of images vary in.
    ///
    /// - Throws: as ``encode(_:threads:)``.
    func whitened(by images: Matrix<Float>, labels: [Int], threads: Int) throws(LearningError) -> ImageEncoder {
        var other = self
        other.whitening = WithinClassWhitening(try encode(images, threads: threads), labels: labels)
        return other
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

    /// The embeddings of some images of the right size.
    func encode(_ images: Matrix<Float>, _ range: Range<Int>) -> Matrix<Float> {
        var sums = [Float](repeating: 0, count: range.count * dimension)
        for warp in views.warps {
            let pixels = range.flatMap { row in
                view(warp, scaling.applied(to: images.elements[row * images.columns..<(row + 1) * images.columns]))
            }
            let unit = Matrix(rows: range.count, columns: dimension, elements: network(pixels.span)).unitRows
            for i in sums.indices { sums[i] += unit.elements[i] }
        }
        let mean = Matrix(rows: range.count, columns: dimension, elements: sums).unitRows
        return whitening?.applied(to: mean) ?? mean
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
    private static let key = "kindred.image"

    /// What a file says of an encoder besides its network.
    private struct Note: Codable {
        var height: Int, width: Int
        var scaling: PixelScaling
        var views: Views
    }

    /// The encoder as a checkpoint, with the caller's notes.
    public func checkpoint(metadata: [String: String] = [:]) -> Checkpoint {
        let coder = JSONEncoder()
        coder.outputFormatting = .sortedKeys
        let note = try? coder.encode(Note(height: height, width: width, scaling: scaling, views: views))
        var result = weights
        result.metadata.merge(metadata) { $1 }
        result.metadata[Self.key] = note.map { String(decoding: $0, as: UTF8.self) }
        whitening?.add(to: &result)
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
        let network = try Network<Float>(checkpoint, path: path), text = checkpoint.metadata[Self.key] ?? ""
        guard let note = try? JSONDecoder().decode(Note.self, from: Data(text.utf8)), case .convolutional(note.height, note.width, 1, _, _) = network.plan.form,
            [note.views.shift, note.views.rotation].allSatisfy(\.isFinite), note.views.scale < 1
        else { throw LearningError(.malformedFile, "\(path ?? "the checkpoint") holds no encoder of grey images") }
        self.init(
            network, height: note.height, width: note.width, scaling: note.scaling, views: note.views,
            whitening: WithinClassWhitening(checkpoint, dimension: network.plan.outputs))
    }
}
