internal import KindredClustering
internal import KindredMath
internal import Synchronization

/// Finds the lists of rows and writes them there: by blocks of rows, then by lists, each list by one worker.
struct IVFWriter {
    let rows: VectorRows
    let coarse: CoarseQuantizer
    let quantizer: ProductQuantizer?
    private let kernels: RowKernels
    private let workers: Workers
    private let nearest: NearestCentroids
    private let isDot: Bool
    /// What rows are brought to before they find their lists, when those are made by direction.
    private let length: Float?

    private static let block = 512

    init(
        _ rows: VectorRows, _ coarse: CoarseQuantizer, _ quantizer: ProductQuantizer?, _ context: BuildContext
    ) throws(IndexError) {
        self.rows = rows
        self.coarse = coarse
        self.quantizer = quantizer
        kernels = try RowKernels(.squaredL2, rows.element)
        workers = Workers(count: context.threads)
        nearest = NearestCentroids(coarse.values, dimension: rows.dimension)
        isDot = coarse.isDot
        let first = coarse.values.prefix(rows.dimension).reduce(0) { $0 + $1 * $1 }
        length = coarse.isDot && coarse.count > 1 ? first.squareRoot() : nil
    }

    /// The list of each row from `first` on; none for a row that is not finite.
    func labels(from first: Int) -> [UInt32] {
        let count = rows.count - first, dimension = rows.dimension
        let labels = MemoryBlock(byteCount: count * 4)
        let rooms = (0..<workers.count).map { _ in Floats(count: Self.block * (dimension + 1) + nearest.roomCount) }
        workers.run(count, grain: Self.block) { [self] worker, range in
            let to = unsafe labels.base.assumingMemoryBound(to: UInt32.self), points = unsafe rooms[worker].base
            let values = unsafe points + Self.block * dimension
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
                let rows = min(Self.block, range.upperBound - start)
                for i in 0..<rows {
                    unsafe copy(first + start + i, less: coarse.mean, to: points + i * dimension)
                    if let length { unsafe Kernels.active.scale(points + i * dimension, dimension, to: length) }
                }
                unsafe nearest.nearest(
                    points: points, count: rows, labels: to + start, values: values, room: values + Self.block)
                for i in 0..<rows where unsafe !(values[i] < .infinity) { unsafe to[start + i] = InvertedLists.none }
            }
        }
        return unsafe Array(UnsafeBufferPointer(start: labels.base.assumingMemoryBound(to: UInt32.self), count: count))
    }

    private func copy(_ slot: Int, less offset: [Float], to: UnsafeMutablePointer<Float>) {
        unsafe offset.withUnsafeBufferPointer { offset in
            guard let offset = offset.baseAddress else { return }
            unsafe rows.copy(slot, less: offset, to: to, kernels)
        }
    }

    /// Writes the rows from `first` on behind the `taken` ones of their lists; returns the sum of the squares of what their
    /// codes lose.
    func write(_ labels: [UInt32], from first: Int, into lists: InvertedLists, behind taken: [Int]) -> Double {
        var bounds = [Int](repeating: 0, count: coarse.count + 1)
        for label in labels { bounds[Int(label) + 1] += 1 }
        for list in 0..<coarse.count { bounds[list + 1] += bounds[list] }
        var next = bounds, members = [UInt32](repeating: 0, count: labels.count)
        for (i, label) in labels.enumerated() {
            members[next[Int(label)]] = UInt32(first + i)
            next[Int(label)] += 1
        }
        let errors = Mutex([Double](repeating: 0, count: coarse.count))
        let rooms = (0..<workers.count).map { _ in IVFWriterRoom(rows.dimension, quantizer, Self.block) }
        let starts = bounds, order = members
        workers.run(coarse.count, grain: max(1, min(16, coarse.count / (4 * workers.count)))) { [self] worker, range in
            for list in range {
                var place = lists.starts[list] + taken[list], error = 0.0
                for start in stride(from: starts[list], to: starts[list + 1], by: Self.block) {
                    let some = order[start..<min(start + Self.block, starts[list + 1])]
                    error += write(some, of: list, at: place, into: lists, rooms[worker])
                    place += some.count
                }
                errors.withLock { $0[list] = error }
            }
        }
        return errors.withLock { $0.reduce(0, +) }
    }

    private func write(
        _ members: ArraySlice<UInt32>, of list: Int, at place: Int, into lists: InvertedLists, _ room: IVFWriterRoom
    ) -> Double {
        for (i, slot) in members.enumerated() { unsafe lists.ids[place + i] = slot }
        guard let quantizer else { return 0 }
        let dimension = rows.dimension, padded = quantizer.paddedDimension, count = members.count
        let rest = unsafe room.rest.base, whole = unsafe room.whole.base
        let offset = (0..<dimension).map { coarse.mean[$0] + coarse.values[list * dimension + $0] }
        for (i, slot) in members.enumerated() {
            unsafe copy(Int(slot), less: offset, to: rest + i * padded)
            for j in dimension..<max(dimension, padded) { unsafe rest[i * padded + j] = 0 }
        }
        unsafe whole.update(from: rest, count: count * padded)
        unsafe quantizer.encode(rest, count: count, codes: room.codes, labels: room.labels, values: room.values.base)
        var error = 0.0
        for i in 0..<count {
            unsafe lists.write(room.codes + i, stride: count, at: place + i, quantizer)
            let lost = unsafe Kernels.active.squaredNorm(rest + i * padded, padded)
            unsafe lists.bias[place + i] = isDot ? 0 : bias(list, whole + i * padded, rest + i * padded, lost)
            error += Double(lost)
        }
        return error
    }

    /// 2 c·r + |r|² + |y - c - r|², where `whole` is y - c and `rest` y - c - r; leaves r in `whole`.
    private func bias(
        _ list: Int, _ whole: UnsafeMutablePointer<Float>, _ rest: UnsafePointer<Float>, _ lost: Float
    ) -> Float {
        let dimension = rows.dimension
        for j in 0..<dimension { unsafe whole[j] -= rest[j] }
        let coded = unsafe UnsafeBufferPointer(start: UnsafePointer(whole), count: dimension)
        let centroid = coarse.values.span.extracting(list * dimension..<(list + 1) * dimension)
        return unsafe 2 * Kernels.active.dot(centroid, coded.span) + Kernels.active.squaredNorm(whole, dimension) + lost
    }
}

/// What one worker writes a list with.
@safe private final class IVFWriterRoom: Sendable {
    let rest, whole, values: Floats
    private let bytes: MemoryBlock

    init(_ dimension: Int, _ quantizer: ProductQuantizer?, _ block: Int) {
        let padded = quantizer?.paddedDimension ?? 0, parts = quantizer?.parts ?? 0
        rest = Floats(count: block * max(padded, quantizer == nil ? 0 : dimension))
        whole = Floats(count: block * max(padded, quantizer == nil ? 0 : dimension))
        values = Floats(count: block)
        bytes = MemoryBlock(byteCount: block * (parts + 4))
    }

    var labels: UnsafeMutablePointer<UInt32> { unsafe bytes.base.assumingMemoryBound(to: UInt32.self) }
    var codes: UnsafeMutablePointer<UInt8> { unsafe (bytes.base + values.count * 4).assumingMemoryBound(to: UInt8.self) }
}

extension Kernels {
    /// The sum of the squares of some floats.
    func squaredNorm(_ floats: UnsafePointer<Float>, _ count: Int) -> Float {
        let floats = unsafe UnsafeBufferPointer(start: floats, count: count)
        return unsafe dot(floats.span, floats.span)
    }

    /// Brings a vector to a length; one without direction stays.
    func scale(_ floats: UnsafeMutablePointer<Float>, _ count: Int, to length: Float) {
        let norm = unsafe squaredNorm(floats, count).squareRoot()
        guard norm != 0 else { return }
        for j in 0..<count { unsafe floats[j] *= length / norm }
    }
}
