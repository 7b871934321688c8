public import struct Foundation.UUID

extension PointID {
    /// The id of a `UUID`.
    public init(_ uuid: UUID) {
        let b = uuid.uuid
        let high: [UInt8] = [b.0, b.1, b.2, b.3, b.4, b.5, b.6, b.7]
        let low: [UInt8] = [b.8, b.9, b.10, b.11, b.12, b.13, b.14, b.15]
        self = .uuid(
            high: high.reduce(0) { $0 << 8 | UInt64($1) },
            low: low.reduce(0) { $0 << 8 | UInt64($1) })
    }
}
