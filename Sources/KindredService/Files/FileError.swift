/// What is wrong with a file of vectors, payloads or ids, in one line with its place.
///
///     vectors.npy, byte 128: the file ends after 3 of 10 rows (1,024 bytes are missing)
///     points.jsonl, line 7: value 2 of the vector is NaN; Kindred stores finite numbers only
///
/// The `code` is for programs, `description` for people; both are stable in meaning, the wording may improve.
public struct FileError: Error, Sendable, Hashable {
    /// The kind of fault. It can grow without breaking callers.
    public struct Code: Hashable, Sendable {
        private enum Value: Hashable {
            case missing, directory, unreadable, unwritable, empty, truncated, wrongFormat, unsupported, tooLarge, notFinite, ragged, mismatch, malformed
        }

        private let value: Value

        /// There is no such file.
        public static let missing = Code(value: .missing)
        /// The path names a directory.
        public static let directory = Code(value: .directory)
        /// The system refuses to open or read it (permission, broken disk, a pipe that would have to be rewound).
        public static let unreadable = Code(value: .unreadable)
        /// The system refuses to create or write it.
        public static let unwritable = Code(value: .unwritable)
        /// The file holds no rows.
        public static let empty = Code(value: .empty)
        /// The file ends before what its header promises.
        public static let truncated = Code(value: .truncated)
        /// The file is not of the format it was opened as.
        public static let wrongFormat = Code(value: .wrongFormat)
        /// A legal file of a kind that Kindred does not read (Fortran order, complex numbers, …).
        public static let unsupported = Code(value: .unsupported)
        /// A size in the file exceeds what Kindred accepts.
        public static let tooLarge = Code(value: .tooLarge)
        /// A value is NaN or infinite, or does not fit into 32-bit floating point.
        public static let notFinite = Code(value: .notFinite)
        /// Rows of different dimensions, or with and without a part.
        public static let ragged = Code(value: .ragged)
        /// Two things that must agree do not: dimension and collection, rows and payload lines.
        public static let mismatch = Code(value: .mismatch)
        /// The text or structure cannot be parsed.
        public static let malformed = Code(value: .malformed)
    }

    /// A place in a file: as precise as its format allows.
    public enum Place: Hashable, Sendable {
        /// Distance from the file's beginning, in bytes.
        case byte(UInt64)
        /// Line number as editors count, from 1.
        case line(Int)
        /// Row of vectors, from 0, as ids are given.
        case row(Int)
    }

    /// What went wrong.
    public var code: Code
    /// The file as the caller named it.
    public var path: String
    /// Where in the file, when that is known.
    public var place: Place?
    /// One line with both values: what is there and what was expected.
    public var message: String

    /// A fault at a place of a file.
    public init(_ code: Code, path: String, at place: Place? = nil, _ message: String) {
        self.code = code
        self.path = path
        self.place = place
        self.message = message
    }
}

extension FileError: CustomStringConvertible {
    /// One line: file, place, what is wrong. Control characters that came from the file are shown as `?`.
    public var description: String {
        let text =
            switch place {
            case .byte(let offset): "\(path), byte \(offset): \(message)"
            case .line(let number): "\(path), line \(number): \(message)"
            case .row(let row): "\(path), row \(row): \(message)"
            case nil: "\(path): \(message)"
            }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}
