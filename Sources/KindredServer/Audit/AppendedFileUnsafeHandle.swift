#if Server
import Foundation

/// A file that only grows: whoever else appends to it, no line is written over another.
struct AppendedFile {
    /// Why a file cannot be opened.
    struct OpenError: Error, CustomStringConvertible {
        let number: Int32
        var description: String { unsafe String(cString: strerror(number)) }
    }

    private let path: String
    private let handle: FileHandle
    /// The number of the file by which the system knows it; nil for pipes and terminals.
    private let number: Int?

    /// Opens a file or makes it, readable by nobody else.
    init(_ path: String) throws(OpenError) {
        let descriptor = unsafe Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpenError(number: errno) }
        self.path = path
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        number = Self.number(path)
    }

    /// Whether the file at the path is still this one.
    var hasItsName: Bool { number == Self.number(path) }

    /// Writes at the end and waits for the disk.
    func append(_ data: Data) throws {
        try handle.write(contentsOf: data)
        if number != nil { try handle.synchronize() }
    }

    private static func number(_ path: String) -> Int? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path), attributes[.type] as? FileAttributeType == .typeRegular else { return nil }
        return (attributes[.systemFileNumber] as? NSNumber)?.intValue ?? 0
    }
}
#endif
