internal import KindredMath
internal import Synchronization

/// Rows in blocks, which threads share; results in the order of the rows, whatever the threads.
struct RowBlocks: Sendable {
    let count: Int
    let threads: Int
    var size = 256

    init(count: Int, threads: Int, size: Int = 256) {
        self.count = count
        self.threads = threads
        self.size = size
    }

    func map<Value: Sendable>(_ body: @Sendable (Range<Int>) -> Value) -> [Value] {
        let blocks = (count + size - 1) / size
        let results = Mutex([Value?](repeating: nil, count: blocks))
        Workers(count: max(1, threads)).run(blocks, grain: 1) { _, range in
            for block in range {
                let value = body(block * size..<min((block + 1) * size, count))
                results.withLock { $0[block] = value }
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
