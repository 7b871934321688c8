internal import KindredMath

/// Rows of 64 numbers, which are the panels of a matrix one below the other, in memory of their own: a step of an LSTM reads all of them.
enum PanelWeights: Sendable {
    /// The numbers of a row: what six rows of sums leave room for in the registers.
    static let columns = 64

    case floats(SharedMemory<Float>)
    /// Upper halves, woven: see `Kernels.weave`.
    case halves(SharedMemory<UInt16>)

    init(_ values: [Float], halves: Bool) {
        guard halves else {
            self = .floats(SharedMemory(values))
            return
        }
        let memory = SharedMemory<UInt16>(count: values.count)
        unsafe values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            unsafe Kernels.active.weave(base, count: values.count, into: memory.base)
        }
        self = .halves(memory)
    }

    /// What the numbers take in memory.
    var byteCount: Int {
        switch self {
        case .floats(let memory): memory.count * 4
        case .halves(let memory): memory.count * 2
        }
    }

    /// Adds products of rows that start anywhere with `width` rows of weights, from the `first` row on, or sets them where not `adding`, by
    /// parts that stay in the nearest cache for all rows. The parts are the same for any number of rows, and so are the bits of each.
    @inline(__always)
    func multiply(
        _ from: UnsafePointer<Float>, _ starts: UnsafePointer<UInt32>, _ width: Int, _ first: Int, into sums: UnsafeMutablePointer<Float>, rows: Int,
        adding: Bool = true
    ) {
        let columns = Self.columns, part = 96, kernels = Kernels.active
        for start in stride(from: 0, to: width, by: part) {
            let run = min(part, width - start), place = (first + start) * columns, adds = adding || start > 0
            switch self {
            case .floats(let memory):
                unsafe kernels.multiply(
                    from + start, starts: starts, rows: rows, Kernels.Runs(runs: 1, jump: 0, run: run), by: memory.base + place, columns: columns,
                    into: sums, adding: adds)
            case .halves(let memory):
                unsafe kernels.multiply(from + start, starts: starts, rows: rows, run: run, byWoven: memory.base + place, into: sums, adding: adds)
            }
        }
    }
}
