#if Keras
import CHDF5
import Foundation
import Synchronization

// The HDF5 file format is read through libhdf5, whatever layout, chunking or compression a file has: https://docs.hdfgroup.org/hdf5
// It takes what a file says at its word often enough: of damaged files, about one in three hundred makes it crash or never end
// (1.10.8). So it runs in a process of its own, forked for one file, that answers questions over a socket and, since another thread's
// locks are locked there for good, runs no Swift. When that process ends, the file is damaged and we go on. Beyond libhdf5's own
// checks, nothing is read that lies in another file (links, external storage, virtual datasets), and no array is allocated that the
// file's size does not justify.

/// An HDF5 file that another process reads.
///
///     let names = try HDF5Process.reading(.file(path)) { file throws(KerasError) in try file.strings("layer_names", of: "model_weights") }
final class HDF5Process {
    /// Where the bytes are.
    enum Source {
        case file(String)
        case image([UInt8])

        /// How many there are.
        fileprivate var size: Int {
            switch self {
            case .file(let path): (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
            case .image(let bytes): bytes.count
            }
        }
    }

    /// What the process says: a status, a number that belongs to it, and bytes.
    private struct Answer {
        let status: chdf5_status
        let number: UInt64
        let bytes: ArraySlice<UInt8>
    }

    /// One file at a time: a second process would inherit the first one's socket.
    private static let lock = Mutex(())
    /// Seconds of computing that a file may take: opening it, and for each so many bytes one more.
    private static let patience = 5, bytesEachSecond = 5_000_000
    private static let limits = chdf5_limits(name: ModelLimits.name, texts: ModelLimits.layers, axes: Int32(ModelLimits.axes))

    private let process: pid_t
    private let end: Int32
    private let size: Int
    private var isOver = false

    /// Opens a file, hands it to `body`, and closes it.
    ///
    /// - Throws: `damaged` when libhdf5 refuses the file or fails on it, and what `body` throws.
    static func reading<Result: Sendable>(_ source: Source, _ body: (HDF5Process) throws(KerasError) -> Result) throws(KerasError) -> Result {
        try lock.withLock { _ throws(KerasError) in
            let process = try HDF5Process(source)
            defer { _ = process.finish() }
            return try body(process)
        }
    }

    private init(_ source: Source) throws(KerasError) {
        let size = source.size, seconds = UInt32(Self.patience + min(size / Self.bytesEachSecond, 100_000))
        var end: Int32 = -1
        switch source {
        case .file(let path): process = unsafe path.withCString { unsafe Self.start(chdf5_source(path: $0, image: nil, bytes: size), seconds, &end) }
        case .image(let image):
            process = unsafe image.withUnsafeBytes { unsafe Self.start(chdf5_source(path: nil, image: $0.baseAddress, bytes: $0.count), seconds, &end) }
        }
        guard process > 0 else { throw KerasError(.io, "no process can be started to read it: error \(errno)") }
        (self.end, self.size) = (end, size)
    }

    private static func start(_ source: chdf5_source, _ seconds: UInt32, _ end: inout Int32) -> pid_t {
        var source = unsafe source
        return unsafe chdf5_start(&source, limits, seconds, &end)
    }

    /// Lets the process end; the signal that ended it before, or 0.
    private func finish() -> Int32 {
        guard !isOver else { return 0 }
        isOver = true
        return chdf5_end(process, end)
    }

    /// Whether a path leads to an object of this file.
    func contains(_ path: String) throws(KerasError) -> Bool {
        let answer = try ask(CHDF5_CONTAINS, path, limit: 0)
        if [CHDF5_LINK, CHDF5_MISSING].contains(answer.status) { return false }
        try check(answer, path)
        return true
    }

    /// An attribute's texts, `nil` when there is none of that name. Empty attributes of any type are no texts.
    ///
    /// - Throws: `malformed` when it is of another type.
    func strings(_ name: String, of path: String) throws(KerasError) -> [String]? {
        let answer = try ask(CHDF5_STRINGS, path, name, limit: ModelLimits.configuration)
        if answer.status == CHDF5_NONE { return nil }
        try check(answer, path, name)
        var reader = MessageReader(bytes: answer.bytes), texts: [String] = []
        while !reader.bytes.isEmpty { texts.append(reader.text()) }
        return texts
    }

    /// A dataset of numbers as floats, of a shape that is known before.
    ///
    /// - Throws: `mismatch` for another shape, `malformed` for no numbers or numbers that are not finite, `damaged` when libhdf5 cannot read them.
    func array(_ path: String, shape: [Int]) throws(KerasError) -> [Float] {
        let lengths = try ask(CHDF5_SHAPE, path, limit: 8 * ModelLimits.axes)
        try check(lengths, path)
        var reader = MessageReader(bytes: lengths.bytes)
        let found = (0..<lengths.bytes.count / 8).map { _ in Int(clamping: reader.number()) }
        guard found == shape else { throw KerasError(.mismatch, "'\(path)' has shape \(found); the configuration makes it \(shape)") }
        let count = shape.reduce(1, *), stored = lengths.number
        guard stored <= UInt64(size), count <= Int(stored) * ModelLimits.compression else {
            throw KerasError(.malformed, "'\(path)' claims \(count) numbers, for which the file has \(min(stored, UInt64(size))) bytes")
        }
        let answer = try ask(CHDF5_FLOATS, path, number: UInt64(count), limit: 4 * count)
        try check(answer, path)
        return try floats(answer.bytes, count, path)
    }

    private func floats(_ bytes: ArraySlice<UInt8>, _ count: Int, _ path: String) throws(KerasError) -> [Float] {
        guard bytes.count == 4 * count else { throw KerasError(.damaged, "'\(path)' was read as \(bytes.count) bytes, for \(count) numbers") }
        let values = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe bytes.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            filled = count
        }
        guard values.allSatisfy(\.isFinite) else { throw KerasError(.malformed, "'\(path)' holds numbers that are not finite") }
        return values
    }

    /// Throws what an answer says that is no success.
    private func check(_ answer: Answer, _ path: String, _ name: String = "") throws(KerasError) {
        let attribute = "attribute '\(name)' of '\(path)'"
        switch answer.status {
        case CHDF5_DONE: return
        case CHDF5_UNSTARTED: throw KerasError(.io, "libhdf5 cannot read \(size) bytes")
        case CHDF5_UNREADABLE: throw KerasError(.damaged, "cannot be opened by libhdf5: of \(size) bytes, truncated or damaged")
        case CHDF5_ROOTLESS: throw KerasError(.damaged, "has no root group that libhdf5 can open")
        case CHDF5_LINK: throw KerasError(.unsupported, "'\(path)' is a link, which is not followed")
        case CHDF5_MISSING:
            let step = String(decoding: answer.bytes, as: UTF8.self)
            throw KerasError(.malformed, "has no object '\(path)'\(path == step ? "" : " ('\(step)' is missing)")")
        case CHDF5_ATTRIBUTE_UNOPENED: throw KerasError(.damaged, "\(attribute) cannot be opened")
        case CHDF5_ATTRIBUTE_SHAPELESS: throw KerasError(.damaged, "\(attribute) has no type or shape")
        case CHDF5_ATTRIBUTE_LONG: throw KerasError(.tooLarge, "\(attribute) claims \(answer.number) values; at most \(ModelLimits.layers) are accepted")
        case CHDF5_ATTRIBUTE_NO_TEXT: throw KerasError(.malformed, "\(attribute) is no text")
        case CHDF5_ATTRIBUTE_UNREADABLE: throw KerasError(.damaged, "\(attribute) cannot be read")
        case CHDF5_NO_ARRAY: throw KerasError(.malformed, "'\(path)' is no array")
        case CHDF5_NO_NUMBERS: throw KerasError(.malformed, "'\(path)' holds no numbers")
        case CHDF5_AXES:
            throw KerasError(.malformed, "'\(path)' has \(Int64(bitPattern: answer.number)) axes; at most \(ModelLimits.axes) are accepted")
        case CHDF5_SHAPELESS: throw KerasError(.damaged, "'\(path)' has no shape")
        case CHDF5_ELSEWHERE: throw KerasError(.unsupported, "the numbers of '\(path)' lie in another file, which is not read")
        case CHDF5_FLOATS_UNREADABLE:
            throw KerasError(.damaged, "the numbers of '\(path)' cannot be read: truncated, damaged, or compressed by a filter that is not there")
        default: throw KerasError(.damaged, "makes libhdf5 fail: damaged (status \(answer.status.rawValue))")
        }
    }

    /// - Parameter limit: bytes that the answer may have; the name of a missing step of the path always may.
    private func ask(_ question: chdf5_question, _ path: String, _ name: String = "", number: UInt64 = 0, limit: Int) throws(KerasError) -> Answer {
        var message = MessageWriter()
        message.byte(UInt8(truncatingIfNeeded: question.rawValue))
        message.number(number)
        message.terminated(path)
        message.terminated(name)
        guard message.bytes.count <= CHDF5_QUESTION_MAX else {
            throw KerasError(.malformed, "a name of \(message.bytes.count) bytes; at most \(CHDF5_QUESTION_MAX) are accepted")
        }
        guard Self.send(message.bytes, on: end), let answer = Self.receive(on: end, limit: limit + message.bytes.count + 9), answer.count >= 9 else {
            let signal = finish(), isEndless = signal == SIGXCPU || signal == SIGALRM || signal == SIGKILL
            throw KerasError(.damaged, isEndless ? "keeps libhdf5 busy without end: damaged" : "makes libhdf5 fail: damaged (signal \(signal))")
        }
        var reader = MessageReader(bytes: answer[1...])
        return Answer(status: chdf5_status(rawValue: UInt32(answer[0])), number: reader.number(), bytes: reader.bytes)
    }

    private static func send(_ bytes: [UInt8], on end: Int32) -> Bool {
        var length = UInt64(bytes.count)
        return unsafe chdf5_send(end, &length, 8) == 1 && bytes.withUnsafeBytes { unsafe chdf5_send(end, $0.baseAddress, $0.count) } == 1
    }

    private static func receive(on end: Int32, limit: Int) -> [UInt8]? {
        var length: UInt64 = 0
        // A process that has lost its mind may claim anything.
        guard unsafe chdf5_receive(end, &length, 8) == 1, length <= limit else { return nil }
        var isWhole = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, filled in
            isWhole = unsafe chdf5_receive(end, buffer.baseAddress, buffer.count) == 1
            filled = isWhole ? buffer.count : 0
        }
        return isWhole ? bytes : nil
    }
}
#endif
