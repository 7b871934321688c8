/// The sizes of a convolution with steps of one, over images whose channels lie together.
struct ConvolutionShape: Sendable, Hashable {
    let batch, height, width, channels, outputs: Int
    /// The side of the square window.
    let window: Int
    /// Rows and columns of zeros around the image.
    let padding: Int
    /// Images handled at once when that is laid down elsewhere.
    private(set) var chunkSize: Int?

    init(batch: Int, height: Int, width: Int, channels: Int, outputs: Int, window: Int, padding: Int) {
        self.batch = batch
        self.height = height
        self.width = width
        self.channels = channels
        self.outputs = outputs
        self.window = window
        self.padding = padding
    }

    /// The same sizes in chunks of so many images.
    func inChunks(of count: Int) -> ConvolutionShape {
        var result = self
        result.chunkSize = count
        return result
    }

    var outHeight: Int { height + 2 * padding - window + 1 }
    var outWidth: Int { width + 2 * padding - window + 1 }
    /// Numbers of an image.
    var imageCount: Int { height * width * channels }
    /// Places of a result.
    var places: Int { outHeight * outWidth }
    /// Numbers under a window.
    var patch: Int { window * window * channels }

    /// The convolution that takes gradients of the results to gradients of the images: the window turned round.
    var reversed: ConvolutionShape {
        ConvolutionShape(
            batch: batch, height: outHeight, width: outWidth, channels: outputs, outputs: channels, window: window,
            padding: window - 1 - padding)
    }

    /// Images handled at once: enough rows for a product, few enough to stay in the second-level cache.
    var chunk: Int { chunkSize ?? max(1, min(batch, 256 / max(1, places))) }
    var chunks: Int { (batch + chunk - 1) / chunk }
    /// Parts whose sums of gradients are kept apart and added in order, so that threads do not matter.
    var groups: Int { min(chunks, 16) }

    /// The images of a chunk.
    func images(_ chunk: Int) -> Range<Int> { (chunk * self.chunk)..<min(batch, (chunk + 1) * self.chunk) }
    /// The chunks of a group.
    func chunks(ofGroup group: Int) -> Range<Int> { (group * chunks / groups)..<((group + 1) * chunks / groups) }
}
