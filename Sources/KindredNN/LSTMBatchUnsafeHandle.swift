internal import KindredMath

extension LSTMEngine {
    /// Moves `plan.count` states, rows of `hidden` and `cell` as wide as the panels, over all steps, block by block.
    func readBatch(_ x: [Float], _ plan: LSTMBatch, _ panels: LSTMPanels, hidden: inout [Float], cell: inout [Float], outputs: inout [Float]) {
        let blocks = (plan.count + LSTMBatch.block - 1) / LSTMBatch.block
        unsafe hidden.withUnsafeMutableBufferPointer { hidden in
            unsafe cell.withUnsafeMutableBufferPointer { cell in
                unsafe outputs.withUnsafeMutableBufferPointer { outputs in
                    withPointers(panels.weights, panels.bias, x, panels.bias + panels.peepholes) { weights, bias, x, peepholes in
                        guard let hidden = hidden.baseAddress, let cell = cell.baseAddress else { return }
                        let memory = unsafe BatchMemory(
                            weights: weights, bias: bias, peepholes: panels.peepholes.isEmpty ? nil : SharedPointer(peepholes.base + panels.bias.count),
                            x: x, hidden: SharedPointer(hidden), cell: SharedPointer(cell), outputs: outputs.baseAddress.map { unsafe SharedPointer($0) })
                        Workers(count: max(1, min(plan.threads, blocks))).run(blocks, grain: 1) { _, range in
                            for block in range {
                                let start = block * LSTMBatch.block
                                readBlock(start..<min(start + LSTMBatch.block, plan.count), plan, panels, memory)
                            }
                        }
                    }
                }
            }
        }
    }

    private func readBlock(_ sequences: Range<Int>, _ plan: LSTMBatch, _ panels: LSTMPanels, _ memory: BatchMemory) {
        let width = panels.paddedUnits, room = BatchRoom(count: sequences.count, width: width)
        let hidden = unsafe memory.hidden.base + sequences.lowerBound * width
        for place in 0..<plan.steps {
            let step = plan.backwards ? plan.steps - 1 - place : place
            for row in 0..<sequences.count {
                unsafe room.inputStarts.base[row] = UInt32((row * plan.steps + step) * inputs)
                unsafe room.stateStarts.base[row] = UInt32(row * width)
            }
            for panel in 0..<panels.count { movePanel(panel, sequences, step, plan, memory, room, width) }
            unsafe hidden.update(from: room.next.base, count: sequences.count * width)
            guard plan.everyStep, let outputs = memory.outputs else { continue }
            for sequence in sequences {
                let row = unsafe memory.hidden.base + sequence * width
                unsafe (outputs.base + (sequence * plan.steps + place) * units).update(from: row, count: units)
            }
        }
    }

    /// Sixteen units of each sequence: their sums, then their cells.
    private func movePanel(
        _ panel: Int, _ sequences: Range<Int>, _ step: Int, _ plan: LSTMBatch, _ memory: BatchMemory, _ room: BatchRoom, _ width: Int
    ) {
        let kernels = Kernels.active, lanes = LSTMPanels.lanes, columns = 4 * lanes, count = sequences.count
        let weights = unsafe memory.weights.base + panel * (inputs + units) * columns, sums = unsafe room.sums.base
        let hidden = unsafe memory.hidden.base + sequences.lowerBound * width
        for row in 0..<count { unsafe (sums + row * columns).update(from: memory.bias.base + panel * columns, count: columns) }
        unsafe add(memory.x.base + sequences.lowerBound * plan.steps * inputs, room.inputStarts, inputs, weights, to: sums, rows: count)
        unsafe add(hidden, room.stateStarts, units, weights + inputs * columns, to: sums, rows: count)
        let peepholes = unsafe memory.peepholes.map { unsafe UnsafePointer($0.base + panel * 3 * lanes) }
        for row in 0..<count {
            let place = row * width + panel * lanes, next = unsafe room.next.base + place
            guard plan.mask?[(sequences.lowerBound + row) * plan.steps + step] ?? true else {
                unsafe next.update(from: hidden + place, count: lanes)
                continue
            }
            let cell = unsafe memory.cell.base + sequences.lowerBound * width + place
            unsafe kernels.lstmCell(
                sums + row * columns, peepholes: peepholes, previous: seesPrevious, units: lanes, before: cell, cell: cell,
                activated: room.activated.base, hidden: next)
        }
    }
}

/// Adds products of rows that start anywhere with rows of a panel, by parts of the panel that stay in the nearest cache for all rows.
private func add(
    _ from: UnsafePointer<Float>, _ starts: SharedMemory<UInt32>, _ width: Int, _ panel: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>,
    rows: Int
) {
    let columns = 4 * LSTMPanels.lanes, part = 96
    for start in stride(from: 0, to: width, by: part) {
        unsafe Kernels.active.multiply(
            from + start, starts: starts.base, rows: rows, Kernels.Runs(runs: 1, jump: 0, run: min(part, width - start)), by: panel + start * columns,
            columns: columns, into: sums, adding: true)
    }
}

/// The memory that blocks of a batch share; each writes rows of its own.
private struct BatchMemory: Sendable {
    let weights, bias: SharedPointer<Float>
    let peepholes: SharedPointer<Float>?
    let x, hidden, cell: SharedPointer<Float>
    let outputs: SharedPointer<Float>?
}

/// What one block needs.
private struct BatchRoom: Sendable {
    let inputStarts, stateStarts: SharedMemory<UInt32>
    /// The sums of one panel, and tanh of the cells of one row of it.
    let sums, activated: SharedMemory<Float>
    /// The outputs of a step, while all panels still read those before.
    let next: SharedMemory<Float>

    init(count: Int, width: Int) {
        inputStarts = SharedMemory(count: count)
        stateStarts = SharedMemory(count: count)
        sums = SharedMemory(count: count * 4 * LSTMPanels.lanes)
        activated = SharedMemory(count: LSTMPanels.lanes)
        next = SharedMemory(count: count * width)
    }
}
