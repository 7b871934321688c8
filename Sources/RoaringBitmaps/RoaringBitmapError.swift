/// Why bytes are not a serialised bitmap.
public struct RoaringBitmapError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the bytes.
    public struct Code: Hashable, Sendable {
        private enum Value { case truncated, badCookie, unsorted, cardinalityMismatch, overflow, badOffset, trailingBytes }
        private let value: Value

        /// The bytes end before the bitmap does.
        public static let truncated = Code(value: .truncated)
        /// The first four bytes are not those of a bitmap in the portable format.
        public static let badCookie = Code(value: .badCookie)
        /// Keys, values or runs do not ascend.
        public static let unsorted = Code(value: .unsorted)
        /// A chunk does not hold as many values as its header says.
        public static let cardinalityMismatch = Code(value: .cardinalityMismatch)
        /// A number of chunks or the end of a run is beyond what the format allows.
        public static let overflow = Code(value: .overflow)
        /// A chunk is not where the header says.
        public static let badOffset = Code(value: .badOffset)
        /// The bitmap ends before the bytes do.
        public static let trailingBytes = Code(value: .trailingBytes)
    }

    /// What is wrong, to be compared.
    public let code: Code

    /// What is wrong, to be read: names the place and both values.
    public let message: String

    /// The same as `message`.
    public var description: String { message }
}
