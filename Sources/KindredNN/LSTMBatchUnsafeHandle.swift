internal import KindredMath

extension LSTMEngine {
    /// Moves `plan.count` states, rows of `hidden` and `cell`, over all steps, block by block.
    func readBatch(_ x: [Float], _ plan: LSTMBatch, hidden: inout [Float], cell: inout [Float], outputs: inout [Float]) {
        let kernels = (inputKernel.floats, recurrentKernel.floats), blocks = (plan.count + LSTMBatch.block - 1) / LSTMBatch.block
        unsafe hidden.withUnsafeMutableBufferPointer { hidden in
            unsafe cell.withUnsafeMutableBufferPointer { cell in
                unsafe outputs.withUnsafeMutableBufferPointer { outputs in
                    withPointers(kernels.0, kernels.1, x, bias) { kernel, recurrent, x, bias in
                        guard let hidden = hidden.baseAddress, let cell = cell.baseAddress else { return }
                        let memory = unsafe BatchMemory(
                            kernel: kernel, recurrent: recurrent, x: x, bias: bias, hidden: SharedPointer(hidden), cell: SharedPointer(cell),
                            outputs: outputs.baseAddress.map { unsafe SharedPointer($0) })
                        Workers(count: max(1, min(plan.threads, blocks))).run(blocks, grain: 1) { _, range in
                            for block in range {
                                let start = block * LSTMBatch.block
                                readBlock(start..<min(start + LSTMBatch.block, plan.count), plan, memory)
                            }
                        }
                    }
                }
            }
        }
    }

    private func readBlock(_ sequences: Range<Int>, _ plan: LSTMBatch, _ memory: BatchMemory) {
        let (rows, count) = (4 * units, sequences.count)
        let sums = SharedMemory<Float>(count: count * rows), activated = SharedMemory<Float>(count: units)
        let hidden = unsafe memory.hidden.base + sequences.lowerBound * units
        for place in 0..<plan.steps {
            let step = plan.backwards ? plan.steps - 1 - place : place
            let x = unsafe memory.x.base + (sequences.lowerBound * plan.steps + step) * inputs
            unsafe BLAS.active.multiply(
                x, step: plan.steps * inputs, transposeA: false, memory.kernel.base, step: inputs, transposeB: true, m: count, n: rows,
                k: inputs, beta: 0, into: sums.base, step: rows)
            unsafe BLAS.active.multiply(
                hidden, step: units, transposeA: false, memory.recurrent.base, step: units, transposeB: true, m: count, n: rows, k: units,
                beta: 1, into: sums.base, step: rows)
            for sequence in sequences {
                let row = unsafe sums.base + (sequence - sequences.lowerBound) * rows
                if plan.mask?[sequence * plan.steps + step] ?? true { unsafe move(sequence, row, activated.base, memory) }
                guard plan.everyStep, let outputs = memory.outputs else { continue }
                unsafe (outputs.base + (sequence * plan.steps + place) * units).update(from: memory.hidden.base + sequence * units, count: units)
            }
        }
    }

    private func move(_ sequence: Int, _ sums: UnsafeMutablePointer<Float>, _ activated: UnsafeMutablePointer<Float>, _ memory: BatchMemory) {
        for r in 0..<(4 * units) { unsafe sums[r] += memory.bias.base[r] }
        let cell = unsafe memory.cell.base + sequence * units, hidden = unsafe memory.hidden.base + sequence * units
        guard let peepholes else {
            return unsafe Kernels.active.lstmCell(
                sums, peepholes: nil, previous: false, units: units, before: cell, cell: cell, activated: activated, hidden: hidden)
        }
        unsafe peepholes.withUnsafeBufferPointer { peepholes in
            unsafe Kernels.active.lstmCell(
                sums, peepholes: peepholes.baseAddress, previous: seesPrevious, units: units, before: cell, cell: cell,
                activated: activated, hidden: hidden)
        }
    }
}

/// The memory that blocks of a batch share; each writes rows of its own.
private struct BatchMemory: Sendable {
    let kernel, recurrent, x, bias: SharedPointer<Float>
    let hidden, cell: SharedPointer<Float>
    let outputs: SharedPointer<Float>?
}
