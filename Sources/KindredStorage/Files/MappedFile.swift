import Foundation
import KindredMath

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file mapped read-only from its start, for as long as this object lives.
///
/// Deleting the file while it is mapped is harmless: the bytes stay until the mapping goes.
// Sendable: base and count never change, and nothing writes through the mapping.
final class MappedFile: @unchecked Sendable {
    let url: URL
    let count: Int
    let base: UnsafeRawPointer
    private let reservation: UnsafeMutableRawPointer

    /// Maps the whole file.
    ///
    /// - Throws: `StorageError` with code `notFound` when the file is missing, `corrupt` when it has fewer than
    ///   `minimumCount` bytes, `io` for anything else the system refuses.
    convenience init(reading url: URL, minimumCount: Int = 0) throws(StorageError) {
        let descriptor = try FileDescriptor(opening: url, .read)
        let count = try descriptor.size()
        guard count >= minimumCount else {
            throw StorageError(.corrupt, "\(url.lastPathComponent) has \(count) bytes where \(minimumCount) are needed: it was truncated")
        }
        try self.init(descriptor: descriptor, count: count)
    }

    /// Maps `count` bytes of an open file.
    init(descriptor: borrowing FileDescriptor, count: Int) throws(StorageError) {
        url = descriptor.url
        self.count = count
        // An empty mapping is refused by mmap; one byte past an empty file is mapped but never read.
        let mapping = unsafe mmap(nil, max(count, 1), PROT_READ, MAP_SHARED, descriptor.number, 0)
        guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
            throw StorageError.system("map \(url.lastPathComponent)", errno)
        }
        unsafe reservation = mapping
        unsafe base = UnsafeRawPointer(mapping)
    }

    deinit { unsafe munmap(reservation, max(count, 1)) }

    /// Tells the system that the bytes will be read soon and in order.
    func willNeed() { _ = unsafe madvise(reservation, max(count, 1), MADV_WILLNEED) }

    /// `count` values that lie at byte `offset`, copied.
    ///
    /// - Precondition: they lie inside the file.
    func array<Value: BitwiseCopyable>(of type: Value.Type, at offset: Int, count: Int) -> [Value] {
        unsafe withBytes(offset..<offset + count * MemoryLayout<Value>.stride) { bytes in
            unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                initialized = count
            }
        }
    }

    /// The value that lies at byte `offset`; it need not be aligned.
    ///
    /// - Precondition: it lies inside the file.
    func value<Value: BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
        precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= count, "byte \(offset) of a file of \(count)")
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: type)
    }

    /// CRC-32C of the bytes of `range`.
    func checksum(_ range: Range<Int>, continuing checksum: UInt32 = 0) -> UInt32 {
        unsafe withBytes(range) { bytes in unsafe Kernels.active.crc32c(bytes, continuing: checksum) }
    }

    /// The mapped bytes of `range`.
    ///
    /// - Precondition: the range lies inside the file.
    func withBytes<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of a file of \(count)")
        return unsafe try body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}

/// An open file, closed when it goes out of scope or by `close()`.
struct FileDescriptor: ~Copyable {
    enum Mode { case read, readWrite, create }

    let url: URL
    fileprivate let number: Int32

    init(opening url: URL, _ mode: Mode) throws(StorageError) {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .create: O_RDWR | O_CREAT | O_TRUNC
            }
        let number = open(url.path, flags | O_CLOEXEC, 0o644)
        guard number >= 0 else {
            let code = errno
            if code == ENOENT { throw StorageError(.notFound, "\(url.path) is missing") }
            throw StorageError.system("open \(url.path)", code)
        }
        self.url = url
        self.number = number
    }

    deinit { _ = sysClose(number) }

    func size() throws(StorageError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw StorageError.system("stat \(url.lastPathComponent)", errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StorageError(.corrupt, "\(url.path) is not a file") }
        return Int(status.st_size)
    }

    /// Makes the file `count` bytes long; a longer one gets a hole that takes no space.
    func resize(_ count: Int) throws(StorageError) {
        guard ftruncate(number, off_t(count)) == 0 else { throw StorageError.system("resize \(url.lastPathComponent)", errno) }
    }

    /// Writes all the bytes at `offset`, or throws; a full disk throws with code `diskFull`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let written = unsafe pwrite(number, bytes.baseAddress.unsafelyUnwrapped + done, bytes.count - done, off_t(offset + done))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw StorageError.system("write \(url.lastPathComponent)", written < 0 ? errno : ENOSPC) }
            done += written
        }
    }

    /// Writes the values' bytes, in this machine's order, at `offset`.
    func write<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) throws(StorageError) {
        let result: Result<Void, StorageError> = unsafe values.withUnsafeBytes { bytes in
            do throws(StorageError) {
                try unsafe write(bytes, at: offset)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Returns when the file's bytes are on the disk.
    func synchronize() throws(StorageError) {
        #if canImport(Darwin)
        // fsync on Apple platforms reaches the drive's cache only; F_FULLFSYNC reaches the medium (fcntl(2)).
        if fcntl(number, F_FULLFSYNC) == 0 || fsync(number) == 0 { return }
        #else
        if fdatasync(number) == 0 { return }
        #endif
        throw StorageError.system("synchronize \(url.lastPathComponent)", errno)
    }

    /// Takes the advisory lock, exclusive or shared, and returns false when another process holds it.
    func tryLock(exclusive: Bool) throws(StorageError) -> Bool {
        if flock(number, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw StorageError.system("lock \(url.lastPathComponent)", errno)
    }
}

private func sysClose(_ number: Int32) -> Int32 { close(number) }

extension MappedFile {
    /// Gives a file another name; a file that had the name goes away in the same step.
    static func rename(_ url: URL, to target: URL) throws(StorageError) {
        guard Foundation.rename(url.path, target.path) == 0 else { throw StorageError.system("rename \(url.lastPathComponent)", errno) }
    }

    /// Bytes that the files of a folder take on the disk; holes count nothing.
    static func allocatedByteCount(_ folder: URL) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.reduce(0) { sum, name in
            var status = stat()
            guard unsafe stat(folder.appending(path: name).path, &status) == 0 else { return sum }
            return sum + Int(status.st_blocks) * 512
        }
    }

    /// Makes the names in a folder durable, so that a file created in it survives a power cut.
    static func synchronizeFolder(_ url: URL) throws(StorageError) {
        let descriptor = try FileDescriptor(opening: url, .read)
        guard fsync(descriptor.number) == 0 else { throw StorageError.system("synchronize \(url.path)", errno) }
    }
}
