internal import CKindredKernels

extension Kernels {
    /// The CRC-32C (Castagnoli) of some bytes, by the machine's own instruction where it has one.
    ///
    ///     kernels.crc32c("123456789".utf8) // 0xE3069283
    ///
    /// - Parameter crc: what the call for the bytes before these returned, to check a stream piece by piece.
    public func crc32c(_ bytes: RawSpan, continuing crc: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe crc32c($0, continuing: crc) }
    }

    /// The CRC-32C of the bytes of a buffer, all of which are readable.
    @unsafe
    public func crc32c(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        unsafe table.pointee.crc32c(crc, address(of: bytes), bytes.count)
    }

    /// The sum, modulo 2⁶⁴, of the little-endian 8-byte words of a buffer, the last one padded with zeros.
    ///
    /// Hardly more work than reading: the measure by which a benchmark knows how fast memory is.
    @unsafe
    public func sum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        unsafe table.pointee.sum(address(of: bytes), bytes.count)
    }
}
