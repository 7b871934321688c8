/// Limits on what a file may claim, far above what real models hold, so that a hostile one allocates nothing that its size does not justify.
enum ModelLimits {
    /// Bytes of a configuration or a tokenizer as JSON.
    static let configuration = 256 << 20
    /// Levels of nested lists and objects in JSON.
    static let nesting = 64
    /// Layers of a model, and weights of a layer.
    static let layers = 10_000
    /// Units of a layer, dimensions of an embedding, steps and features of an input.
    static let width = 1 << 20
    /// Words of an embedding: ids are floats in input files, exact up to here.
    static let words = 1 << 24
    /// How often a byte of compressed data may stand for another: deflate reaches 1,032.
    static let compression = 1_100
    /// Axes of an array.
    static let axes = 8
    /// Length of an object's name.
    static let name = 1 << 12
}
