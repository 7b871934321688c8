// The kernels one index uses, fetched once from the table of KindredMath for a reduction and an element.

/// Function pointers to the kernels for one reduction and element, and the meaning of their keys.
struct RowKernels: @unchecked Sendable {
    let reduction: KernelReduction
    let element: KernelElement

    init(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        guard element == .f32, reduction == .l2 || reduction == .dot else {
            throw IndexError(.unsupported, "no kernel reduces \(element) rows to \(reduction)")
        }
        self.reduction = reduction
        self.element = element
    }

    private func pair(_ query: UnsafeRawPointer, _ row: UnsafeRawPointer, _ dimension: Int) -> Float {
        var sum: Float = 0
        let a = unsafe query.assumingMemoryBound(to: Float.self), b = unsafe row.assumingMemoryBound(to: Float.self)
        for i in 0..<dimension {
            let d = unsafe reduction == .l2 ? (a[i] - b[i]) * (a[i] - b[i]) : a[i] * b[i]
            sum += d
        }
        return sum
    }

    func scan(
        _ query: UnsafeRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ count: Int, _ dimension: Int,
        _ values: UnsafeMutablePointer<Float>
    ) {
        for i in 0..<count { unsafe values[i] = pair(query, rows + i * stride, dimension) }
    }

    func gather(
        _ query: UnsafeRawPointer, _ rows: UnsafeRawPointer, _ stride: Int, _ ids: UnsafePointer<UInt32>, _ count: Int,
        _ dimension: Int, _ keys: UnsafeMutablePointer<UInt32>, _ ahead: Int
    ) {
        for i in 0..<count { unsafe keys[i] = key(pair(query, rows + Int(ids[i]) * stride, dimension)) }
    }

    func key(_ value: Float) -> UInt32 {
        guard reduction == .dot else { return value.bitPattern }
        let bits = (0 - value).bitPattern
        return bits >> 31 == 0 ? bits ^ 0x8000_0000 : ~bits
    }

    func value(_ key: UInt32) -> Float {
        guard reduction == .dot else { return Float(bitPattern: key) }
        return 0 - Float(bitPattern: key >> 31 == 0 ? ~key : key ^ 0x8000_0000)
    }
}
