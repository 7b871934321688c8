internal import KindredMath

/// A matrix of an ``LSTMEngine`` in codes of 8 bits, rows one after the other.
struct PackedKernel: Sendable {
    let rows, width: Int
    let codes: SharedMemory<Int8>
    /// For each row what a code of 1 stands for.
    let steps: [Float]

    /// The codes of the values.
    init(_ values: [Float], rows: Int) {
        self.rows = rows
        width = values.count / rows
        var codes = [Int8](), steps = [Float]()
        codes.reserveCapacity(values.count)
        for row in 0..<rows {
            var line = [Int8](repeating: 0, count: width), span = line.mutableSpan
            steps.append(Kernels.active.encodeI8([Float](values[(row * width)..<((row + 1) * width)]).span, into: &span))
            codes += line
        }
        self.codes = SharedMemory(codes)
        self.steps = steps
    }

    /// The numbers that the codes stand for.
    var floats: [Float] {
        let codes = codes.array
        return codes.indices.map { Float(codes[$0]) * steps[$0 / width] }
    }

    /// What the codes take in memory.
    var byteCount: Int { codes.count + steps.count * 4 }
}
