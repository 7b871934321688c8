import KindredMath
import Testing

/// No kernel touches a byte outside its vectors: beyond them lies a page that cannot be read.
@Suite struct KernelGuardTests {
    @Test(arguments: KernelTwinTests.kinds)
    func rowsAtTheEdgeOfMemory(_ kind: KernelTwinTests.Kind) {
        let rowPages = GuardedPages(pages: 3), queryPages = GuardedPages(pages: 3)
        var noise = KernelNoise(state: 7)
        var sum: Float = 0
        for dimension in 0...300 {
            for atEnd in [true, false] {
                let row = noiseBytes(kind.element, dimension: dimension, isQuery: false, using: &noise)
                let rows = UnsafeRawPointer(rowPages.place(row + row, atEnd: atEnd))
                let query = UnsafeRawPointer(
                    queryPages.place(noiseBytes(kind.element, dimension: dimension, isQuery: true, using: &noise), atEnd: atEnd))
                for reduction in KernelReduction.allCases where reduction.isDefined(for: kind.element) {
                    sum += touch(kind, reduction, query: query, rows: rows, dimension: dimension)
                }
            }
        }
        #expect(sum.isFinite)
    }

    private func touch(
        _ kind: KernelTwinTests.Kind, _ reduction: KernelReduction, query: UnsafeRawPointer, rows: UnsafeRawPointer, dimension: Int
    ) -> Float {
        let stride = kind.element.rowBytes(dimension: dimension)
        var keys: [UInt32] = [0, 0, 0], values: [Float] = [0, 0]
        kind.kernels.gather(reduction, kind.element)(
            query: query, rows: rows, stride: stride, ids: [1, 0, 1], count: 3, dimension: dimension, keys: &keys, ahead: 2)
        kind.kernels.scan(reduction, kind.element)(
            query: query, rows: rows, stride: stride, count: 2, dimension: dimension, values: &values)
        let isCloser = kind.kernels.anyCloser(reduction, kind.element)(
            row: query, rows: rows, stride: stride, ids: [1], count: 1, dimension: dimension, key: 0)
        kind.kernels.norms(kind.element, rows: rows, stride: stride, count: 2, dimension: dimension, values: &values)
        return values[1] + (isCloser ? 1 : 0) + kind.kernels.pair(reduction, kind.element)(query: query, row: rows + stride, dimension: dimension)
    }

    @Test(arguments: Kernels.available)
    func bytesAtTheEdgeOfMemory(_ kernels: Kernels) {
        let pages = GuardedPages(pages: 2)
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            for atEnd in [true, false] {
                let placed = UnsafeRawBufferPointer(start: pages.place(bytes, atEnd: atEnd), count: count)
                #expect(kernels.crc32c(placed) == KernelByteTests.plainChecksum(bytes))
                #expect(kernels.sum(placed) == KernelByteTests.plainSum(bytes))
            }
        }
    }

    @Test(arguments: Kernels.available)
    func idsAtTheEdgeOfMemory(_ kernels: Kernels) {
        let linkPages = GuardedPages(pages: 1), markPages = GuardedPages(pages: 1), freshPages = GuardedPages(pages: 1)
        var noise = KernelNoise(state: 3)
        for degree in 0...100 {
            var links = (0..<degree).map { _ in UInt32.random(in: 0..<320, using: &noise) }
            let marks = (0..<320).map { _ in UInt8.random(in: 0...255, using: &noise) }
            let fresh = freshPages.place([UInt8](repeating: 0, count: 4 * (degree + 16)))
            _ = kernels.unvisited(
                links: linkPages.place(links.withUnsafeBytes { Array($0) }).assumingMemoryBound(to: UInt32.self), degree: degree,
                visited: markPages.place(marks).assumingMemoryBound(to: UInt8.self), mark: 1, fresh: fresh.assumingMemoryBound(to: UInt32.self))
            let keys = freshPages.place([UInt8](repeating: 0, count: 4 * degree)).assumingMemoryBound(to: UInt32.self)
            let entries = markPages.place([UInt8](repeating: 0, count: 8 * (degree + 8))).assumingMemoryBound(to: UInt64.self)
            let ids = linkPages.place(links.withUnsafeBytes { Array($0) }).assumingMemoryBound(to: UInt32.self)
            #expect(kernels.below(keys: keys, ids: ids, count: degree, bound: .max, entries: entries) == degree)
            links.sort()
            let pool = links.map { UInt64($0) << 32 }
            let place = kernels.rank(
                pool: linkPages.place(pool.withUnsafeBytes { Array($0) }).assumingMemoryBound(to: UInt64.self), count: degree,
                entry: 160 << 32)
            #expect(place == links.count { $0 < 160 })
        }
    }
}
