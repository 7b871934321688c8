#if Keras
import CHDF5
import Foundation
import Synchronization

// libhdf5 is written in C and takes what a file says at its word often enough: of damaged files, about one in three hundred makes it
// crash or never end (1.10.8). So it runs in a process of its own, forked for one file, that answers questions over a socket; when that
// process ends, the file is damaged and we go on. The child runs nothing but libhdf5 and what is in this room, and never returns.

/// An HDF5 file that another process reads.
///
///     let names = try HDF5Process.reading(.file(path)) { file throws(KerasError) in try file.strings("layer_names", of: "model_weights") }
final class HDF5Process {
    /// What is asked.
    private enum Question: UInt8 {
        case contains, strings, array
    }

    /// One file at a time: a second process would inherit the first one's socket.
    private static let lock = Mutex(())
    /// Seconds of computing that a file may take: opening it, and for each so many bytes one more.
    private static let patience = 5, bytesEachSecond = 5_000_000
    /// How often a file is read again whose process waited without computing. A lock that another thread held at the fork stays
    /// locked there for good, and nobody can tell which locks the runtime has.
    private static let attempts = 3
    /// Bytes that a question, or an error instead of an answer, may have.
    private static let room = 1 << 20

    private let process: pid_t
    private let end: Int32
    private var isOver = false
    /// Whether the alarm ended the process, and not the limit of its computing.
    private var isStuck = false

    /// Opens a file, hands it to `body`, and closes it. `body` only reads: it is called again where the process was stuck.
    ///
    /// - Throws: `damaged` when libhdf5 refuses the file or fails on it, and what `body` throws.
    static func reading<Result: Sendable>(_ source: HDF5File.Source, _ body: (HDF5Process) throws(KerasError) -> Result) throws(KerasError) -> Result {
        try lock.withLock { _ throws(KerasError) in
            var attempt = 0
            while true {
                attempt += 1
                let process = try HDF5Process(source)
                defer { _ = process.finish() }
                do throws(KerasError) {
                    return try body(process)
                } catch {
                    guard process.isStuck, attempt < attempts else { throw error }
                }
            }
        }
    }

    private init(_ source: HDF5File.Source) throws(KerasError) {
        let size = source.size, seconds = Self.patience + min(size / Self.bytesEachSecond, 100_000)
        var end: Int32 = -1
        let process = unsafe chdf5_fork(&end, UInt32(seconds))
        if process == 0 { Self.answer(source, size: size, on: end) }
        guard process > 0 else { throw KerasError(.io, "no process can be started to read it: error \(errno)") }
        (self.process, self.end) = (process, end)
    }

    /// Lets the process end; the signal that ended it before, or 0.
    private func finish() -> Int32 {
        guard !isOver else { return 0 }
        isOver = true
        return chdf5_end(process, end)
    }

    /// Whether a path leads to an object of this file.
    func contains(_ path: String) throws(KerasError) -> Bool { try ask(.contains, path, "", [], limit: 1).first == 1 }

    /// An attribute's texts, `nil` when there is none of that name. See ``HDF5File/strings(_:of:)``.
    func strings(_ name: String, of path: String) throws(KerasError) -> [String]? {
        let answer = try ask(.strings, path, name, [], limit: ModelLimits.configuration)
        guard answer.first == 1 else { return nil }
        var reader = MessageReader(bytes: answer[1...])
        let count = min(reader.number(), UInt64(ModelLimits.layers))
        return (0..<count).map { _ in reader.text() }
    }

    /// A dataset of numbers as floats. See ``HDF5File/array(_:shape:)``.
    func array(_ path: String, shape: [Int]) throws(KerasError) -> [Float] {
        let count = shape.reduce(1, *), answer = try ask(.array, path, "", shape, limit: 4 * count)
        guard answer.count == 4 * count else { throw KerasError(.damaged, "'\(path)' was read as \(answer.count) bytes, for \(count) numbers") }
        return unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe answer.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            filled = count
        }
    }

    private func ask(_ question: Question, _ path: String, _ name: String, _ shape: [Int], limit: Int) throws(KerasError) -> [UInt8] {
        var message = MessageWriter()
        message.number(UInt64(question.rawValue))
        message.text(path)
        message.text(name)
        message.number(UInt64(shape.count))
        for length in shape { message.number(UInt64(length)) }
        guard Self.send(message.bytes, on: end), let answer = Self.receive(on: end, limit: limit + Self.room), let kind = answer.first else {
            let signal = finish()
            isStuck = signal == SIGALRM
            let isEndless = signal == SIGXCPU || signal == SIGALRM || signal == SIGKILL
            throw KerasError(.damaged, isEndless ? "keeps libhdf5 busy without end: damaged" : "makes libhdf5 fail: damaged (signal \(signal))")
        }
        guard kind == 1 else { return Array(answer[1...]) }
        var reader = MessageReader(bytes: answer[1...])
        throw KerasError(KerasError.Code(reader.text()), reader.text())
    }

    /// In the other process: answers until nobody asks any more.
    private static func answer(_ source: HDF5File.Source, size: Int, on end: Int32) -> Never {
        let file = Result { () throws(KerasError) in try HDF5File(source, size: size) }
        while let question = receive(on: end, limit: room) {
            var reader = MessageReader(bytes: question[...]), answer = MessageWriter()
            do throws(KerasError) {
                answer.byte(0)
                try Self.answer(&reader, of: try file.get(), into: &answer)
            } catch {
                answer = MessageWriter()
                answer.byte(1)
                answer.text(error.code.description)
                answer.text(error.message)
            }
            guard send(answer.bytes, on: end) else { break }
        }
        chdf5_leave()
    }

    private static func answer(_ question: inout MessageReader, of file: HDF5File, into answer: inout MessageWriter) throws(KerasError) {
        let kind = question.number(), path = question.text(), name = question.text()
        let rank = Int(question.number()), shape = (0..<rank).map { _ in Int(question.number()) }
        switch Question(rawValue: UInt8(truncatingIfNeeded: kind)) {
        case .contains: answer.byte(file.contains(path) ? 1 : 0)
        case .strings:
            guard let texts = try file.strings(name, of: path) else { return answer.byte(0) }
            answer.byte(1)
            answer.number(UInt64(texts.count))
            for text in texts { answer.text(text) }
        case .array: unsafe try file.array(path, shape: shape).withUnsafeBytes { unsafe answer.bytes.append(contentsOf: $0) }
        case nil: break
        }
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
