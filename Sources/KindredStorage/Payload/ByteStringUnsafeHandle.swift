#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A string whose identity is its bytes.
///
/// Swift's strings are equal when they are canonically equivalent; payload keys and values are equal when their UTF-8
/// is, so that what was stored comes back and both spellings of "é" can live side by side.
struct ByteString: Hashable, Sendable {
    let string: String
    init(_ string: String) { self.string = string }

    static func == (a: ByteString, b: ByteString) -> Bool { sameBytes(a.string, b.string) }

    func hash(into hasher: inout Hasher) {
        let done: Void? = unsafe string.utf8.withContiguousStorageIfAvailable {
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if done == nil { for byte in string.utf8 { hasher.combine(byte) } }
    }
}

/// Whether two strings have the same UTF-8 bytes.
func sameBytes(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    let answer: Bool? =
        unsafe a.utf8.withContiguousStorageIfAvailable { a in
            unsafe b.utf8.withContiguousStorageIfAvailable { b in
                guard let p = a.baseAddress, let q = b.baseAddress else { return true }
                return unsafe memcmp(p, q, a.count) == 0
            }
        } ?? nil
    return answer ?? a.utf8.elementsEqual(b.utf8)
}

/// Whether the UTF-8 bytes of a string begin with those of another.
func beginsWithBytes(_ string: String, _ prefix: String) -> Bool {
    guard prefix.utf8.count <= string.utf8.count else { return false }
    let answer: Bool? =
        unsafe string.utf8.withContiguousStorageIfAvailable { a in
            unsafe prefix.utf8.withContiguousStorageIfAvailable { b in
                guard let p = a.baseAddress, let q = b.baseAddress else { return true }
                return unsafe memcmp(p, q, b.count) == 0
            }
        } ?? nil
    return answer ?? string.utf8.starts(with: prefix.utf8)
}
