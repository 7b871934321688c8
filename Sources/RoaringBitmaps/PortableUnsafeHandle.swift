// Whole arrays of numbers in and out of little-endian bytes; one at a time they take ten times as long.

extension [UInt8] {
    /// Appends the bytes of `values`, the lowest of each first.
    mutating func append<Value: FixedWidthInteger>(littleEndian values: [Value]) {
        if Value(littleEndian: 1) == 1 {
            unsafe values.withUnsafeBytes { unsafe append(contentsOf: $0) }
        } else {
            unsafe values.map(\.littleEndian).withUnsafeBytes { unsafe append(contentsOf: $0) }
        }
    }

    /// The `n` numbers whose bytes start at `position`, the lowest of each first.
    func littleEndian<Value: FixedWidthInteger>(_ n: Int, at position: Int) -> [Value] {
        let size = MemoryLayout<Value>.size
        precondition(position >= 0 && position + n * size <= count, "\(n) x \(size) bytes at \(position) of \(count)")
        return unsafe withUnsafeBytes { bytes in
            unsafe [Value](unsafeUninitializedCapacity: n) { out, written in
                for i in 0..<n {
                    let value = unsafe bytes.loadUnaligned(fromByteOffset: position + i * size, as: Value.self)
                    unsafe out.initializeElement(at: i, to: Value(littleEndian: value))
                }
                written = n
            }
        }
    }
}
