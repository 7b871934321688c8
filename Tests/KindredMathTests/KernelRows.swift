import Foundation
import KindredMath

/// A small generator, so that a failing case can be had again.
struct KernelNoise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Bytes of one vector of an element: `Float` in −1...1 and what rounds from it, integers of the whole range with their
/// extremes made frequent, any bits.
func noiseBytes(_ element: KernelElement, dimension: Int, isQuery: Bool, using noise: inout KernelNoise) -> [UInt8] {
    switch element {
    case .f32, .f16, .bf16:
        let values = (0..<dimension).map { _ in Float.random(in: -1...1, using: &noise) }
        if isQuery || element == .f32 { return values.withUnsafeBytes { Array($0) } }
        var halves = [UInt16](repeating: 0, count: dimension)
        var target = halves.mutableSpan
        if element == .f16 { Kernels.named("scalar")?.convertToHalf(values.span, into: &target) }
        if element == .bf16 { Kernels.named("scalar")?.convertToBFloat(values.span, into: &target) }
        return halves.withUnsafeBytes { Array($0) }
    case .i8, .u8, .bits:
        return (0..<dimension).map { _ in
            UInt8.random(in: 0...7, using: &noise) > 0 ? .random(in: 0...255, using: &noise) : [0, 127, 128, 255].randomElement(using: &noise)!
        }
    case .u7:
        return (0..<dimension).map { _ in
            UInt8.random(in: 0...7, using: &noise) > 0 ? .random(in: 0...127, using: &noise) : [0, 127].randomElement(using: &noise)!
        }
    }
}

/// A query and rows at chosen distances from a multiple of 64, in memory whose every other byte is 0xFF: a number that
/// spoils any sum it gets into, in all elements but bytes a NaN.
final class KernelRows {
    let element: KernelElement
    let dimension: Int
    let count: Int
    let stride: Int
    let query: UnsafeRawPointer
    let rows: UnsafeRawPointer
    private let memory: UnsafeMutableRawPointer

    init(
        _ element: KernelElement, dimension: Int, count: Int, queryOffset: Int, rowOffset: Int, gap: Int,
        using noise: inout KernelNoise
    ) {
        (self.element, self.dimension, self.count) = (element, dimension, count)
        stride = element.rowBytes(dimension: dimension) + gap
        let queryRoom = (element.queryBytes(dimension: dimension) + 64 + 127) / 64 * 64
        let room = queryRoom + 64 + stride * count + 64
        memory = .allocate(byteCount: room, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0xFF, count: room)
        query = UnsafeRawPointer(memory + queryOffset)
        rows = UnsafeRawPointer(memory + queryRoom + rowOffset)
        let bytes = noiseBytes(element, dimension: dimension, isQuery: true, using: &noise)
        (memory + queryOffset).copyMemory(from: bytes, byteCount: bytes.count)
        for row in 0..<count {
            let bytes = noiseBytes(element, dimension: dimension, isQuery: false, using: &noise)
            (memory + queryRoom + rowOffset + row * stride).copyMemory(from: bytes, byteCount: bytes.count)
        }
    }

    deinit { memory.deallocate() }

    func pair(_ kernels: Kernels, _ reduction: KernelReduction, row: Int) -> Float {
        kernels.pair(reduction, element)(query: query, row: rows + row * stride, dimension: dimension)
    }

    func gather(_ kernels: Kernels, _ reduction: KernelReduction, ids: [UInt32], ahead: Int) -> [UInt32] {
        var keys = [UInt32](repeating: 0xABAB_ABAB, count: ids.count + 1)
        kernels.gather(reduction, element)(
            query: query, rows: rows, stride: stride, ids: ids, count: ids.count, dimension: dimension, keys: &keys,
            ahead: ahead)
        precondition(keys.popLast() == 0xABAB_ABAB, "a key was written behind the last one")
        return keys
    }

    func scan(_ kernels: Kernels, _ reduction: KernelReduction) -> [Float] {
        var values = [Float](repeating: -77, count: count + 1)
        kernels.scan(reduction, element)(
            query: query, rows: rows, stride: stride, count: count, dimension: dimension, values: &values)
        precondition(values.popLast() == -77, "a value was written behind the last one")
        return values
    }

    func anyCloser(_ kernels: Kernels, _ reduction: KernelReduction, ids: [UInt32], key: UInt32) -> Bool {
        kernels.anyCloser(reduction, element)(
            row: query, rows: rows, stride: stride, ids: ids, count: ids.count, dimension: dimension, key: key)
    }

    func norms(_ kernels: Kernels) -> [Float] {
        var values = [Float](repeating: -77, count: count + 1)
        kernels.norms(element, rows: rows, stride: stride, count: count, dimension: dimension, values: &values)
        precondition(values.popLast() == -77, "a norm was written behind the last one")
        return values
    }
}

/// Pages that end, or begin, where no byte may be touched.
final class GuardedPages {
    let bytes: UnsafeMutableRawBufferPointer
    private let mapping: UnsafeMutableRawPointer
    private let mappingSize: Int

    init(pages: Int) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        mappingSize = (pages + 2) * page
        #if canImport(Darwin)
        let flags = MAP_PRIVATE | MAP_ANON
        #else
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        #endif
        mapping = mmap(nil, mappingSize, PROT_NONE, flags, -1, 0)!
        mprotect(mapping + page, pages * page, PROT_READ | PROT_WRITE)
        bytes = UnsafeMutableRawBufferPointer(start: mapping + page, count: pages * page)
    }

    deinit { munmap(mapping, mappingSize) }

    /// Copies bytes to the very end, or to the very beginning.
    func place(_ contents: [UInt8], atEnd: Bool = true) -> UnsafeMutableRawPointer {
        let start = bytes.baseAddress! + (atEnd ? bytes.count - contents.count : 0)
        start.copyMemory(from: contents, byteCount: contents.count)
        return start
    }
}
