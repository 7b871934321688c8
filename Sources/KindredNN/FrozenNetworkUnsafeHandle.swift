internal import KindredMath

extension FrozenNetwork {
    func embed(_ rows: Span<Float>, count: Int, block: Int, threads: Int) -> [Float] {
        let (inputs, outputs) = (plan.inputs, plan.outputs), workers = Workers(count: max(1, threads))
        let widest = steps.map { max($0.sizes.inputs, $0.sizes.outputs) }.max() ?? 0
        let room = steps.map { $0.room(block) }.max() ?? 0
        let rooms = (0..<workers.count).map { _ in SharedMemory<Float>(count: 2 * block * widest + room) }
        return unsafe [Float](unsafeUninitializedCapacity: count * outputs) { result, filled in
            filled = count * outputs
            unsafe rows.withUnsafeBufferPointer { rows in
                guard let rows = rows.baseAddress, let result = result.baseAddress else { return }
                let (from, to) = unsafe (SharedPointer(rows), SharedPointer(result))
                workers.run((count + block - 1) / block, grain: 1) { worker, blocks in
                    for index in blocks {
                        let start = index * block, size = min(block, count - start)
                        unsafe embedBlock(
                            from.base + start * inputs, size, into: to.base + start * outputs, room: rooms[worker].base,
                            half: block * widest)
                    }
                }
            }
        }
    }

    /// One block through all steps, to and fro between two halves of the room.
    private func embedBlock(
        _ rows: UnsafePointer<Float>, _ count: Int, into result: UnsafeMutablePointer<Float>, room: UnsafeMutablePointer<Float>, half: Int
    ) {
        var current = unsafe rows
        for (place, step) in steps.enumerated() {
            let isLast = place == steps.count - 1
            let out = unsafe isLast ? result : room + (place % 2) * half
            unsafe step.apply(current, count, into: out, room: room + 2 * half)
            current = unsafe UnsafePointer(out)
        }
    }
}

extension FrozenStep {
    func apply(_ rows: UnsafePointer<Float>, _ count: Int, into out: UnsafeMutablePointer<Float>, room: UnsafeMutablePointer<Float>) {
        switch self {
        case .affine(let weight, let bias, let rectified):
            unsafe weight.withUnsafeBufferPointer { weight in
                guard let base = weight.baseAddress else { return }
                unsafe multiply(rows, base, m: count, n: bias.count, k: weight.count / bias.count, into: out)
            }
            unsafe finish(out, count, bias, floor: rectified ? 0 : -.infinity)
        case .block(let weight, let bias, let shape, let pooled):
            unsafe weight.withUnsafeBufferPointer { weight in
                guard let weight = weight.baseAddress else { return }
                unsafe convolveBlock(rows, count, weight, bias, shape, pooled, into: out, room: room)
            }
        }
    }

    private func convolveBlock(
        _ images: UnsafePointer<Float>, _ count: Int, _ weight: UnsafePointer<Float>, _ bias: [Float], _ shape: ConvolutionShape,
        _ pooled: Bool, into out: UnsafeMutablePointer<Float>, room: UnsafeMutablePointer<Float>
    ) {
        let step = min(count, shape.chunk), size = shape.places * shape.outputs, outputs = sizes.outputs
        let products = unsafe room + step * shape.places * shape.patch
        for start in stride(from: 0, to: count, by: step) {
            let some = min(step, count - start), target = unsafe out + start * outputs
            let place = unsafe pooled ? products : target
            unsafe convolve(images + start * shape.imageCount, some, weight, shape, rows: room, into: place)
            if pooled {
                for image in 0..<some { unsafe pool(products + image * size, shape, into: target + image * outputs) }
            }
        }
        unsafe finish(out, count * outputs / bias.count, bias, floor: 0)
    }

    /// The largest of each square of 2 × 2.
    private func pool(_ image: UnsafePointer<Float>, _ shape: ConvolutionShape, into out: UnsafeMutablePointer<Float>) {
        let channels = shape.outputs, line = shape.width * channels
        var target = unsafe out
        for y in 0..<(shape.height / 2) {
            for x in 0..<(shape.width / 2) {
                let square = unsafe image + 2 * y * line + 2 * x * channels
                for c in 0..<channels {
                    let upper = unsafe max(square[c], square[c &+ channels])
                    let lower = unsafe max(square[c &+ line], square[c &+ line &+ channels])
                    unsafe target[c] = max(upper, lower)
                }
                unsafe target += channels
            }
        }
    }

    /// Adds the bias to each row and keeps what is above the floor.
    private func finish(_ rows: UnsafeMutablePointer<Float>, _ count: Int, _ bias: [Float], floor: Float) {
        unsafe bias.withUnsafeBufferPointer { bias in
            guard let base = bias.baseAddress else { return }
            for row in 0..<count {
                let line = unsafe rows + row &* bias.count
                for c in 0..<bias.count { unsafe line[c] = max(line[c] + base[c], floor) }
            }
        }
    }
}
