internal import KindredMath

extension LSTMPanels {
    /// Moves `batch.count` states, rows of `hidden` and `cell` as wide as the panels, over all steps, block by block.
    func read(_ x: [Float], _ batch: LSTMBatch, hidden: inout [Float], cell: inout [Float], outputs: inout [Float]) {
        let blocks = (batch.count + LSTMBatch.block - 1) / LSTMBatch.block
        unsafe hidden.withUnsafeMutableBufferPointer { hidden in
            unsafe cell.withUnsafeMutableBufferPointer { cell in
                unsafe outputs.withUnsafeMutableBufferPointer { outputs in
                    withPointers(bias, bias, x, peepholes.isEmpty ? bias : peepholes) { bias, _, x, peepholes in
                        guard let hidden = hidden.baseAddress, let cell = cell.baseAddress else { return }
                        let memory = unsafe BatchMemory(
                            bias: bias, peepholes: self.peepholes.isEmpty ? nil : peepholes, x: x, hidden: SharedPointer(hidden),
                            cell: SharedPointer(cell), outputs: outputs.isEmpty ? nil : outputs.baseAddress.map { unsafe SharedPointer($0) })
                        Workers(count: max(1, min(batch.threads, blocks))).run(blocks, grain: 1) { _, range in
                            for block in range {
                                let start = block * LSTMBatch.block
                                readBlock(start..<min(start + LSTMBatch.block, batch.count), batch, memory)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Sequences of one block over all steps. Of few sequences the inputs of several steps are multiplied together.
    private func readBlock(_ sequences: Range<Int>, _ batch: LSTMBatch, _ memory: BatchMemory) {
        let count = sequences.count, ahead = max(1, min(batch.steps, 16 / count))
        let room = BatchRoom(rows: count * ahead, count: count, panels: self.count)
        for row in 0..<count { unsafe room.stateStarts.base[row] = UInt32(row * paddedUnits) }
        for start in stride(from: 0, to: batch.steps, by: ahead) {
            let places = start..<min(start + ahead, batch.steps)
            project(sequences, places, batch, memory, room)
            for place in places { move(sequences, place, place - start, batch, memory, room) }
        }
    }

    /// Biases and what the inputs of some steps add to the sums of all panels.
    private func project(_ sequences: Range<Int>, _ places: Range<Int>, _ batch: LSTMBatch, _ memory: BatchMemory, _ room: BatchRoom) {
        let count = sequences.count, rows = count * places.count, columns = 4 * Self.lanes
        for place in places {
            for row in 0..<count {
                unsafe room.inputStarts.base[(place - places.lowerBound) * count + row] = UInt32((row * batch.steps + batch.step(place)) * inputs)
            }
        }
        let x = unsafe memory.x.base + sequences.lowerBound * batch.steps * inputs
        for panel in 0..<self.count {
            let sums = unsafe room.sums.base + panel * room.rows * columns
            for row in 0..<rows { unsafe (sums + row * columns).update(from: memory.bias.base + panel * columns, count: columns) }
            unsafe weights.multiply(x, room.inputStarts.base, inputs, panel * (inputs + units), into: sums, rows: rows)
        }
    }

    /// One step of the sequences, the `slot`th of those projected.
    private func move(_ sequences: Range<Int>, _ place: Int, _ slot: Int, _ batch: LSTMBatch, _ memory: BatchMemory, _ room: BatchRoom) {
        let count = sequences.count, width = paddedUnits, hidden = unsafe memory.hidden.base + sequences.lowerBound * width
        for panel in 0..<self.count { movePanel(panel, sequences, place, slot, batch, memory, room) }
        unsafe hidden.update(from: room.next.base, count: count * width)
        guard batch.everyStep, let outputs = memory.outputs else { return }
        for row in 0..<count {
            let target = unsafe outputs.base + ((sequences.lowerBound + row) * batch.steps + place) * units
            unsafe target.update(from: hidden + row * width, count: units)
        }
    }

    /// Sixteen units of each sequence: what their states add to the sums, then their cells.
    private func movePanel(
        _ panel: Int, _ sequences: Range<Int>, _ place: Int, _ slot: Int, _ batch: LSTMBatch, _ memory: BatchMemory, _ room: BatchRoom
    ) {
        let lanes = Self.lanes, columns = 4 * lanes, count = sequences.count, width = paddedUnits
        let hidden = unsafe memory.hidden.base + sequences.lowerBound * width, cells = unsafe memory.cell.base + sequences.lowerBound * width
        let sums = unsafe room.sums.base + (panel * room.rows + slot * count) * columns
        unsafe weights.multiply(hidden, room.stateStarts.base, units, panel * (inputs + units) + inputs, into: sums, rows: count)
        let peepholes = unsafe memory.peepholes.map { unsafe UnsafePointer($0.base + panel * 3 * lanes) }
        for row in 0..<count {
            let at = row * width + panel * lanes, next = unsafe room.next.base + at
            guard !batch.isMasked(sequences.lowerBound + row, place) else {
                unsafe next.update(from: hidden + at, count: lanes)
                continue
            }
            unsafe Kernels.active.lstmCell(
                sums + row * columns, peepholes: peepholes, previous: seesPrevious, units: lanes, before: cells + at, cell: cells + at,
                activated: room.activated.base, hidden: next)
        }
    }
}

/// The memory that blocks of a batch share; each writes rows of its own.
private struct BatchMemory: Sendable {
    let bias: SharedPointer<Float>
    let peepholes: SharedPointer<Float>?
    let x, hidden, cell: SharedPointer<Float>
    let outputs: SharedPointer<Float>?
}

/// What one block needs.
private struct BatchRoom: Sendable {
    /// Sequences times steps that are projected together.
    let rows: Int
    let inputStarts, stateStarts: SharedMemory<UInt32>
    /// panels × rows × 64.
    let sums: SharedMemory<Float>
    /// tanh of the cells of one row of a panel.
    let activated: SharedMemory<Float>
    /// The outputs of a step, while all panels still read those before.
    let next: SharedMemory<Float>

    init(rows: Int, count: Int, panels: Int) {
        self.rows = rows
        inputStarts = SharedMemory(count: rows)
        stateStarts = SharedMemory(count: count)
        sums = SharedMemory(count: panels * rows * 4 * LSTMPanels.lanes)
        activated = SharedMemory(count: LSTMPanels.lanes)
        next = SharedMemory(count: count * panels * LSTMPanels.lanes)
    }
}
