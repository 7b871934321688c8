internal import KindredMath

extension LSTMEngine {
    /// Reads steps one by one and, when `outputs` is there, writes the output after each.
    func readSteps(
        _ x: [Float], steps: Int, state: inout LSTMState, mask: [Bool]?, backwards: Bool, collecting outputs: SharedPointer<Float>?
    ) {
        unsafe withRoom { room in
            unsafe state.hidden.withUnsafeMutableBufferPointer { hidden in
                unsafe state.cell.withUnsafeMutableBufferPointer { cell in
                    unsafe x.withUnsafeBufferPointer { x in
                        guard let hidden = hidden.baseAddress, let cell = cell.baseAddress, let x = x.baseAddress else { return }
                        for place in 0..<steps {
                            let step = backwards ? steps - 1 - place : place
                            if mask?[step] ?? true { unsafe move(x + step * inputs, hidden, cell, room) }
                            if let outputs { unsafe (outputs.base + place * units).update(from: hidden, count: units) }
                        }
                    }
                }
            }
        }
    }

    /// Hands memory of an array to a body that fills it step by step.
    func collect(into outputs: inout [Float], _ body: (SharedPointer<Float>?) -> Void) {
        unsafe outputs.withUnsafeMutableBufferPointer { buffer in
            body(unsafe buffer.baseAddress.map { unsafe SharedPointer($0) })
        }
    }

    /// One step of one sequence.
    @inline(__always)
    private func move(_ x: UnsafePointer<Float>, _ hidden: UnsafeMutablePointer<Float>, _ cell: UnsafeMutablePointer<Float>, _ room: StepRoom) {
        let kernels = Kernels.active, rows = 4 * units
        let stepX = unsafe room.multiply(inputKernel, x, into: room.fromInput, kernels)
        let stepH = unsafe room.multiply(recurrentKernel, hidden, into: room.fromState, kernels)
        unsafe bias.withUnsafeBufferPointer { bias in
            guard let bias = bias.baseAddress else { return }
            if let left = unsafe room.inputSteps, let right = unsafe room.stateSteps {
                for r in 0..<rows {
                    unsafe room.fromInput[r] = bias[r] + (stepX * left[r]) * room.fromInput[r] + (stepH * right[r]) * room.fromState[r]
                }
            } else {
                for r in 0..<rows { unsafe room.fromInput[r] = bias[r] + room.fromInput[r] + room.fromState[r] }
            }
        }
        unsafe kernels.lstmCell(
            room.fromInput, peepholes: room.peepholes, previous: seesPrevious, units: units, before: cell, cell: cell,
            activated: room.activated, hidden: hidden)
    }

    /// Memory for the sums of a step, and the addresses of the packed kernels, for as long as the body runs.
    private func withRoom(_ body: (StepRoom) -> Void) {
        let rows = 4 * units, codes = (max(inputs, units) + 3) / 4
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * rows + units + codes) { memory in
            guard let base = memory.baseAddress else { return }
            unsafe withPeepholes { peepholes in
                unsafe withSteps(inputKernel) { inputSteps in
                    unsafe withSteps(recurrentKernel) { stateSteps in
                        unsafe body(
                            StepRoom(
                                fromInput: base, fromState: base + rows, activated: base + 2 * rows,
                                codes: UnsafeMutableRawPointer(base + 2 * rows + units).assumingMemoryBound(to: Int8.self),
                                peepholes: peepholes, inputSteps: inputSteps, stateSteps: stateSteps))
                    }
                }
            }
        }
    }

    private func withPeepholes(_ body: (UnsafePointer<Float>?) -> Void) {
        guard let peepholes else { return unsafe body(nil) }
        unsafe peepholes.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }

    private func withSteps(_ kernel: PackedKernel, _ body: (UnsafePointer<Float>?) -> Void) {
        guard case .bytes(_, let steps) = kernel.form else { return unsafe body(nil) }
        unsafe steps.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}

/// The memory of one step.
@unsafe private struct StepRoom {
    let fromInput, fromState, activated: UnsafeMutablePointer<Float>
    let codes: UnsafeMutablePointer<Int8>
    let peepholes, inputSteps, stateSteps: UnsafePointer<Float>?

    /// The products of a vector with the rows of a kernel; of codes, in units of the row's step and the returned one.
    @inline(__always)
    func multiply(_ kernel: PackedKernel, _ vector: UnsafePointer<Float>, into values: UnsafeMutablePointer<Float>, _ kernels: Kernels) -> Float {
        let (rows, width) = (kernel.rows, kernel.width)
        switch kernel.form {
        case .floats(let numbers):
            unsafe numbers.withUnsafeBytes { unsafe scan(kernels, .f32, vector, $0, rows, width, values) }
            return 1
        case .halves(let numbers):
            unsafe numbers.withUnsafeBytes { unsafe scan(kernels, .bf16, vector, $0, rows, width, values) }
            return 1
        case .bytes(let numbers, _):
            let step = unsafe kernels.encodeI8(vector, count: width, into: codes)
            unsafe numbers.withUnsafeBytes { unsafe scan(kernels, .i8, codes, $0, rows, width, values) }
            return step
        }
    }

    @inline(__always)
    private func scan(
        _ kernels: Kernels, _ element: KernelElement, _ query: UnsafeRawPointer, _ memory: UnsafeRawBufferPointer, _ rows: Int,
        _ width: Int, _ values: UnsafeMutablePointer<Float>
    ) {
        guard let base = unsafe memory.baseAddress else { return }
        unsafe kernels.scan(.dot, element)(
            query: query, rows: base, stride: element.rowBytes(dimension: width), count: rows, dimension: width, values: values)
    }
}
