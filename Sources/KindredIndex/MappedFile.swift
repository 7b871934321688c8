#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A file's bytes as read-only memory, for as long as the object lives.
// Sendable: the mapping is read only and its address never changes.
@safe final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    /// - Throws: `io` with the system's reason.
    init(path: String) throws(IndexError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw IndexError.system("open", path) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw IndexError.system("examine", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw IndexError(.io, "\(path) is not a file") }
        let count = Int(status.st_size)
        guard count > 0 else {
            unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let base = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), unsafe base != MAP_FAILED else {
            throw IndexError.system("map", path)
        }
        unsafe bytes = UnsafeRawBufferPointer(start: base, count: count)
    }

    /// Says how the file shall lie in memory. What the system does not allow it leaves as it was: a locked page is a wish, not a promise.
    func place(_ placement: IndexPlacement) {
        guard let base = unsafe bytes.baseAddress else { return }
        switch placement {
        case .cold:
            unsafe munlock(base, bytes.count)
            unsafe madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_RANDOM)
            unsafe madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_DONTNEED)
        case .cached:
            unsafe munlock(base, bytes.count)
            unsafe madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_NORMAL)
        case .pinned:
            unsafe madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_WILLNEED)
            unsafe mlock(base, bytes.count)
        }
    }

    deinit {
        guard let base = unsafe bytes.baseAddress else { return }
        unsafe munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
}

/// Writes a file piece by piece under a temporary name and moves it into place when it is whole and on disk.
struct FileWriter: ~Copyable {
    private let file: Int32
    private let path: String
    private let temporary: String
    private(set) var offset = 0
    private var isFinished = false

    init(path: String) throws(IndexError) {
        self.path = path
        temporary = path + ".tmp"
        file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw IndexError.system("create", temporary) }
    }

    deinit {
        close(file)
        if !isFinished { unsafe unlink(temporary) }
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(IndexError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe Self.write(file, bytes[done...])
            guard count > 0 else {
                if count < 0 && errno == EINTR { continue }
                throw IndexError.system("write", temporary)
            }
            done += count
        }
        offset += bytes.count
    }

    /// Writes zeros up to a multiple of `alignment`.
    mutating func pad(to alignment: Int) throws(IndexError) {
        let zeros = [UInt8](repeating: 0, count: (alignment - offset % alignment) % alignment)
        let result = unsafe zeros.withUnsafeBytes { bytes in Result { () throws(IndexError) in unsafe try write(bytes) } }
        try result.get()
    }

    consuming func finish() throws(IndexError) {
        guard fsync(file) == 0 else { throw IndexError.system("sync", temporary) }
        guard unsafe rename(temporary, path) == 0 else { throw IndexError.system("rename", temporary) }
        isFinished = true
    }

    private static func write(_ file: Int32, _ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes)
        #if canImport(Darwin)
        return unsafe Darwin.write(file, rest.baseAddress, min(rest.count, 1 << 30))
        #elseif canImport(Musl)
        return unsafe Musl.write(file, rest.baseAddress, min(rest.count, 1 << 30))
        #else
        return unsafe Glibc.write(file, rest.baseAddress, min(rest.count, 1 << 30))
        #endif
    }
}

extension IndexError {
    /// The error of the last system call.
    static func system(_ verb: String, _ path: String) -> IndexError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return IndexError(number == ENOSPC || number == EDQUOT ? .diskFull : .io, "cannot \(verb) \(path): \(reason)")
    }
}
