internal import KindredMath

extension FrozenNetwork {
    func embed(_ rows: Span<Float>, count: Int, block: Int, threads: Int) -> [Float] {
        let (inputs, outputs) = (plan.inputs, plan.outputs), workers = Workers(count: max(1, min(threads, (count + block - 1) / block)))
        let rooms = (0..<workers.count).map { _ in FrozenRoom(steps, block: block) }
        return unsafe [Float](unsafeUninitializedCapacity: count * outputs) { result, filled in
            filled = count * outputs
            unsafe rows.withUnsafeBufferPointer { rows in
                guard let rows = rows.baseAddress, let result = result.baseAddress else { return }
                let (from, to) = unsafe (SharedPointer(rows), SharedPointer(result))
                workers.run((count + block - 1) / block, grain: 1) { worker, blocks in
                    for index in blocks {
                        let start = index * block
                        unsafe embedBlock(
                            from.base + start * inputs, min(block, count - start), into: to.base + start * outputs, rooms[worker])
                    }
                }
            }
        }
    }

    /// One block through all steps, to and fro between two halves of the room.
    private func embedBlock(_ rows: UnsafePointer<Float>, _ count: Int, into result: UnsafeMutablePointer<Float>, _ room: FrozenRoom) {
        var current = unsafe rows
        for (place, step) in steps.enumerated() {
            let out = unsafe place == steps.count - 1 ? result : room.halves[place % 2].base
            unsafe step.apply(current, count, into: out, room.windows[place], room.products)
            unsafe current = UnsafePointer(out)
        }
    }
}

/// What a thread needs for a block.
private struct FrozenRoom: Sendable {
    let halves: [SharedMemory<Float>]
    /// For the steps that convolve.
    let windows: [ConvolutionRoom<Float>?]
    /// Results of a chunk before they are pooled.
    let products: SharedMemory<Float>

    init(_ steps: [FrozenStep], block: Int) {
        let widest = steps.map { max($0.sizes.inputs, $0.sizes.outputs) }.max() ?? 0
        halves = (0..<2).map { _ in SharedMemory(count: block * widest) }
        windows = steps.map { $0.shape.map { ConvolutionRoom($0) } }
        products = SharedMemory(count: steps.compactMap(\.shape).map { $0.chunk * $0.places * $0.outputs }.max() ?? 0)
    }
}

extension FrozenStep {
    fileprivate var shape: ConvolutionShape? {
        guard case .block(_, _, let shape, _) = self else { return nil }
        return shape
    }

    fileprivate func apply(
        _ rows: UnsafePointer<Float>, _ count: Int, into out: UnsafeMutablePointer<Float>, _ windows: ConvolutionRoom<Float>?,
        _ products: SharedMemory<Float>
    ) {
        switch self {
        case .affine(let weight, let bias, let rectified):
            unsafe weight.withUnsafeBufferPointer { weight in
                guard let base = weight.baseAddress else { return }
                unsafe multiply(rows, base, m: count, n: bias.count, k: weight.count / bias.count, into: out)
            }
            unsafe finish(out, count, bias, floor: rectified ? 0 : -.infinity)
        case .block(let weight, let bias, let shape, let pooled):
            guard let windows else { return }
            unsafe weight.withUnsafeBufferPointer { weight in
                guard let weight = weight.baseAddress else { return }
                for start in stride(from: 0, to: count, by: shape.chunk) {
                    let some = min(shape.chunk, count - start), target = unsafe out + start * sizes.outputs
                    let place = unsafe pooled ? products.base : target
                    unsafe windows.convolve(rows + start * shape.imageCount, some, weight, into: place)
                    guard pooled else { continue }
                    for image in 0..<some {
                        unsafe pool(products.base + image * shape.places * shape.outputs, shape, into: target + image * sizes.outputs)
                    }
                }
            }
            unsafe finish(out, count * sizes.outputs / bias.count, bias, floor: 0)
        }
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
