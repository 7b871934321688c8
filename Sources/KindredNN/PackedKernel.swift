internal import KindredMath

/// A matrix of an ``LSTMEngine`` in fewer bits, rows one after the other.
struct PackedKernel: Sendable {
    enum Form: Sendable {
        /// Upper halves of floats.
        case halves([UInt16])
        /// Codes, and for each row what a code of 1 stands for.
        case bytes([Int8], steps: [Float])
    }

    let rows, width: Int
    let form: Form

    /// The upper halves of the values, or their codes of 8 bits.
    init(_ values: [Float], rows: Int, bytes: Bool) {
        self.rows = rows
        width = values.count / rows
        let kernels = Kernels.active
        if !bytes {
            var halves = [UInt16](repeating: 0, count: values.count), span = halves.mutableSpan
            kernels.convertToBFloat(values.span, into: &span)
            form = .halves(halves)
        } else {
            var codes = [Int8](), steps = [Float]()
            codes.reserveCapacity(values.count)
            for row in 0..<rows {
                var line = [Int8](repeating: 0, count: width), span = line.mutableSpan
                steps.append(kernels.encodeI8([Float](values[(row * width)..<((row + 1) * width)]).span, into: &span))
                codes += line
            }
            form = .bytes(codes, steps: steps)
        }
    }

    /// The numbers that the form stands for.
    var floats: [Float] {
        switch form {
        case .halves(let halves):
            var values = [Float](repeating: 0, count: halves.count), span = values.mutableSpan
            Kernels.active.convertFromBFloat(halves.span, into: &span)
            return values
        case .bytes(let codes, let steps): return codes.indices.map { Float(codes[$0]) * steps[$0 / width] }
        }
    }

    /// What the form takes in memory.
    var byteCount: Int {
        switch form {
        case .halves(let halves): halves.count * 2
        case .bytes(let codes, let steps): codes.count + steps.count * 4
        }
    }
}
