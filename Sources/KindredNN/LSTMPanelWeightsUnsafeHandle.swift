internal import KindredMath

/// The numbers of ``LSTMPanels``, in memory of their own: a step reads all of them.
enum LSTMPanelWeights: Sendable {
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

    /// Adds products of rows that start anywhere with `width` rows of 64 weights, from the `first` row on, by parts that stay in the nearest
    /// cache for all rows. The parts are the same for any number of rows, and so are the bits of each.
    @inline(__always)
    func add(
        _ from: UnsafePointer<Float>, _ starts: SharedMemory<UInt32>, _ width: Int, _ first: Int, to sums: UnsafeMutablePointer<Float>, rows: Int
    ) {
        let columns = 4 * LSTMPanels.lanes, part = 96, kernels = Kernels.active
        for start in stride(from: 0, to: width, by: part) {
            let run = min(part, width - start), place = (first + start) * columns
            switch self {
            case .floats(let memory):
                unsafe kernels.multiply(
                    from + start, starts: starts.base, rows: rows, Kernels.Runs(runs: 1, jump: 0, run: run), by: memory.base + place,
                    columns: columns, into: sums, adding: true)
            case .halves(let memory):
                unsafe kernels.multiply(
                    from + start, starts: starts.base, rows: rows, run: run, byWoven: memory.base + place, into: sums, adding: true)
            }
        }
    }
}
