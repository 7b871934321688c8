internal import KindredMath

/// How many steps are projected at once.
private let projectedSteps = 16

extension LSTMRows {
    /// Reads steps one by one and writes the output after each, when `outputs` has room for them.
    ///
    /// What the inputs add to the sums is taken for several steps at once, so that their kernel is read once for all of them. Dot products
    /// do not depend on which side is the query, so the bits are those of one step at a time.
    func read(_ x: [Float], steps: Int, state: inout LSTMState, mask: [Bool]?, backwards: Bool, into outputs: inout [Float]) {
        unsafe withRoom(steps: steps) { room in
            unsafe state.hidden.withUnsafeMutableBufferPointer { hidden in
                unsafe state.cell.withUnsafeMutableBufferPointer { cell in
                    unsafe outputs.withUnsafeMutableBufferPointer { outputs in
                        unsafe x.withUnsafeBufferPointer { x in
                            guard let hidden = hidden.baseAddress, let cell = cell.baseAddress, let x = x.baseAddress else { return }
                            for start in stride(from: 0, to: steps, by: projectedSteps) {
                                let length = min(projectedSteps, steps - start), first = backwards ? steps - start - length : start
                                unsafe room.project(input, x + first * inputs, length)
                                for place in start..<(start + length) {
                                    let step = backwards ? steps - 1 - place : place
                                    if mask?[step] ?? true { unsafe move(step - first, of: length, hidden, cell, room) }
                                    guard let base = outputs.baseAddress, !outputs.isEmpty else { continue }
                                    unsafe (base + place * units).update(from: hidden, count: units)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// One step of one sequence, whose inputs are the `place`th of the `count` that were projected.
    private func move(_ place: Int, of count: Int, _ hidden: UnsafeMutablePointer<Float>, _ cell: UnsafeMutablePointer<Float>, _ room: StepRoom) {
        let rows = 4 * units, projected = unsafe room.projected + place, z = unsafe room.sums
        let stepX = unsafe room.inputSteps[place], stepH = unsafe room.multiply(recurrent, hidden)
        unsafe bias.withUnsafeBufferPointer { bias in
            guard let bias = bias.baseAddress else { return }
            let left = unsafe room.inputRowSteps, right = unsafe room.stateRowSteps
            for r in 0..<rows { unsafe z[r] = bias[r] + (stepX * left[r]) * projected[r &* count] + (stepH * right[r]) * z[r] }
        }
        unsafe Kernels.active.lstmCell(
            z, peepholes: room.peepholes, previous: seesPrevious, units: units, before: cell, cell: cell, activated: room.activated, hidden: hidden)
    }

    /// Memory for the sums of some steps, and the addresses of what belongs to the kernels, for as long as the body runs.
    private func withRoom(steps: Int, _ body: (StepRoom) -> Void) {
        let rows = 4 * units, block = min(steps, projectedSteps), codes = (max(block * inputs, units) + 3) / 4
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: (block + 1) * rows + block + units + codes) { memory in
            guard let base = memory.baseAddress else { return }
            unsafe withPeepholes { peepholes in
                unsafe withRowSteps(input) { inputRowSteps in
                    unsafe withRowSteps(recurrent) { stateRowSteps in
                        unsafe body(
                            StepRoom(
                                sums: base, activated: base + rows, inputSteps: base + rows + units, projected: base + rows + units + block,
                                codes: UnsafeMutableRawPointer(base + (block + 1) * rows + units + block).assumingMemoryBound(to: Int8.self),
                                peepholes: peepholes, inputRowSteps: inputRowSteps, stateRowSteps: stateRowSteps))
                    }
                }
            }
        }
    }

    private func withPeepholes(_ body: (UnsafePointer<Float>?) -> Void) {
        guard let peepholes else { return unsafe body(nil) }
        unsafe peepholes.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }

    private func withRowSteps(_ kernel: PackedKernel, _ body: (UnsafePointer<Float>) -> Void) {
        unsafe kernel.steps.withUnsafeBufferPointer { steps in
            guard let base = steps.baseAddress else { return }
            unsafe body(base)
        }
    }
}

/// The memory of one step, and of the projections of several.
@unsafe private struct StepRoom {
    /// The sums of a step; 4·units.
    let sums: UnsafeMutablePointer<Float>
    let activated: UnsafeMutablePointer<Float>
    /// What a code of each step's inputs stands for.
    let inputSteps: UnsafeMutablePointer<Float>
    /// 4·units × steps: inputs times their kernel.
    let projected: UnsafeMutablePointer<Float>
    /// Of inputs or of a state.
    let codes: UnsafeMutablePointer<Int8>
    let peepholes: UnsafePointer<Float>?
    let inputRowSteps, stateRowSteps: UnsafePointer<Float>

    /// Fills `projected` for `count` steps.
    func project(_ kernel: PackedKernel, _ x: UnsafePointer<Float>, _ count: Int) {
        let width = kernel.width
        for place in 0..<count {
            unsafe inputSteps[place] = Kernels.active.encodeI8(x + place * width, count: width, into: codes + place * width)
        }
        guard count > 1 else { return unsafe scan(kernel, codes, into: projected) }
        // Each row of the kernel against the steps, so that it is read once for all of them.
        let scan = Kernels.active.scan(.dot, .i8)
        for r in 0..<kernel.rows {
            unsafe scan(
                query: kernel.codes.base + r &* width, rows: codes, stride: width, count: count, dimension: width, values: projected + r &* count)
        }
    }

    /// Leaves the products of a state with the rows of a kernel in `sums`, in units of the row's step and the returned one.
    func multiply(_ kernel: PackedKernel, _ vector: UnsafePointer<Float>) -> Float {
        let step = unsafe Kernels.active.encodeI8(vector, count: kernel.width, into: codes)
        unsafe scan(kernel, codes, into: sums)
        return step
    }

    private func scan(_ kernel: PackedKernel, _ query: UnsafePointer<Int8>, into values: UnsafeMutablePointer<Float>) {
        unsafe Kernels.active.scan(.dot, .i8)(
            query: query, rows: kernel.codes.base, stride: kernel.width, count: kernel.rows, dimension: kernel.width, values: values)
    }
}
