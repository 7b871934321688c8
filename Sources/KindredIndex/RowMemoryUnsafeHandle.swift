/// The memory of a ``RowBuffer``: shared with the snapshots that were taken of it, written only behind them.
// Sendable: a writer touches bytes that no snapshot reaches; see RowBuffer.
@safe struct RowMemory: @unchecked Sendable {
    private let block: MemoryBlock
    /// Bytes written by any copy of the buffer: a copy that lags behind must not write over what another wrote.
    private let written: Written

    // Sendable: changed by the one writer of RowMemory only.
    private final class Written: @unchecked Sendable { var byteCount = 0 }

    init(byteCount: Int) {
        block = MemoryBlock(byteCount: byteCount)
        written = Written()
    }

    var byteCount: Int { block.byteCount }
    var handle: RowsHandle { unsafe RowsHandle(base: UnsafeRawPointer(block.base), owner: block) }

    func grown(to byteCount: Int, keeping kept: Int) -> RowMemory {
        let larger = RowMemory(byteCount: byteCount)
        unsafe larger.block.base.copyMemory(from: block.base, byteCount: kept)
        larger.written.byteCount = kept
        return larger
    }

    mutating func write(_ bytes: RawSpan, rowBytes: Int, stride: Int, at row: Int) {
        if written.byteCount != row * stride { self = grown(to: byteCount, keeping: row * stride) }
        let count = bytes.byteCount / rowBytes
        let target = unsafe block.base + row * stride
        unsafe bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            if rowBytes == stride {
                unsafe target.copyMemory(from: from, byteCount: source.count)
            } else {
                for i in 0..<count {
                    unsafe (target + i * stride).copyMemory(from: from + i * rowBytes, byteCount: rowBytes)
                }
            }
        }
        written.byteCount = (row + count) * stride
    }

    /// Writes `count` rows behind the others, each on its own.
    mutating func fill(
        _ count: Int, stride: Int, at row: Int, threads: Int, scratch: Int,
        _ body: @Sendable (Int, inout MutableSpan<UInt8>, inout MutableSpan<Float>) -> Void
    ) {
        if written.byteCount != row * stride { self = grown(to: byteCount, keeping: row * stride) }
        let block = block
        Workers(count: threads).run(count, grain: 256) { _, range in
            var room = [Float](repeating: 0, count: scratch)
            var floats = room.mutableSpan
            for i in range {
                let start = unsafe (block.base + (row + i) * stride).assumingMemoryBound(to: UInt8.self)
                let bytes = unsafe UnsafeMutableBufferPointer(start: start, count: stride)
                var target = unsafe bytes.mutableSpan
                body(row + i, &target, &floats)
            }
        }
        written.byteCount = (row + count) * stride
    }
}
