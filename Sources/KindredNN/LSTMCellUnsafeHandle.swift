internal import KindredMath

/// The elementwise part of a step of one sequence; `z` holds the sums of i, f, c and o and is left with the gates' values.
@inline(__always)
func moveCell<Scalar: TensorScalar>(
    _ z: UnsafeMutablePointer<Scalar>, _ peepholes: [Scalar]?, _ reading: LSTMPeepholeReading, _ n: Int, before: UnsafePointer<Scalar>,
    cell: UnsafeMutablePointer<Scalar>, activated: UnsafeMutablePointer<Scalar>, hidden: UnsafeMutablePointer<Scalar>
) {
    unsafe (peepholes ?? []).withUnsafeBufferPointer { memory in
        let p = unsafe peepholes == nil ? nil : memory.baseAddress
        if Scalar.self == Float.self {
            return unsafe Kernels.active.lstmCell(
                mutableFloats(z), peepholes: p.map { unsafe floats($0) }, previous: reading == .previous, units: n, before: floats(before),
                cell: mutableFloats(cell), activated: mutableFloats(activated), hidden: mutableFloats(hidden))
        }
        for j in 0..<n {
            let c = unsafe before[j]
            let i = unsafe Scalar.sigmoid(z[j] + (p.map { unsafe $0[j] * c } ?? 0))
            let f = unsafe Scalar.sigmoid(z[n + j] + (p.map { unsafe $0[n + j] * c } ?? 0))
            let g = unsafe Scalar.hyperbolicTangent(z[2 * n + j])
            let next = f * c + i * g, seen = reading == .previous ? c : next
            let o = unsafe Scalar.sigmoid(z[3 * n + j] + (p.map { unsafe $0[2 * n + j] * seen } ?? 0))
            let t = Scalar.hyperbolicTangent(next)
            unsafe (z[j], z[n + j], z[2 * n + j], z[3 * n + j]) = (i, f, g, o)
            unsafe (cell[j], activated[j], hidden[j]) = (next, t, o * t)
        }
    }
}

/// The derivative of ``moveCell``: `z` holds the gates' values and is left with the derivatives by their sums, that of the cell state
/// becomes that of the one before, and those of the peepholes grow.
@inline(__always)
func moveBack<Scalar: TensorScalar>(
    _ z: UnsafeMutablePointer<Scalar>, _ sight: (peepholes: [Scalar], previous: Bool)?, _ n: Int, before: UnsafePointer<Scalar>,
    cell: UnsafePointer<Scalar>, activated: UnsafePointer<Scalar>, _ ofHidden: inout [Scalar], _ ofCell: inout [Scalar], at start: Int,
    _ ofPeepholes: inout [Scalar]
) {
    unsafe ofHidden.withUnsafeMutableBufferPointer { ofHidden in
        unsafe ofCell.withUnsafeMutableBufferPointer { ofCell in
            guard let dh = unsafe ofHidden.baseAddress.map({ unsafe $0 + start }), let dc = unsafe ofCell.baseAddress.map({ unsafe $0 + start }) else {
                return
            }
            guard let sight else {
                for j in 0..<n {
                    let (i, f, g, o) = unsafe (z[j], z[n &+ j], z[2 &* n &+ j], z[3 &* n &+ j]), t = unsafe activated[j]
                    let d = unsafe dc[j] + dh[j] * o * (1 - t * t)
                    unsafe z[j] = d * g * i * (1 - i)
                    unsafe z[n &+ j] = d * before[j] * f * (1 - f)
                    unsafe z[2 &* n &+ j] = d * i * (1 - g * g)
                    unsafe z[3 &* n &+ j] = dh[j] * t * o * (1 - o)
                    unsafe dc[j] = d * f
                }
                return
            }
            let p = sight.peepholes
            for j in 0..<n {
                let (i, f, g, o) = unsafe (z[j], z[n + j], z[2 * n + j], z[3 * n + j]), t = unsafe activated[j], c = unsafe before[j]
                let ofO = unsafe dh[j] * t * o * (1 - o)
                let d = unsafe dc[j] + dh[j] * o * (1 - t * t) + (sight.previous ? 0 : ofO * p[2 * n + j])
                let (ofI, ofF) = (d * g * i * (1 - i), d * c * f * (1 - f))
                unsafe (z[j], z[n + j], z[2 * n + j], z[3 * n + j]) = (ofI, ofF, d * i * (1 - g * g), ofO)
                unsafe dc[j] = d * f + ofI * p[j] + ofF * p[n + j] + (sight.previous ? ofO * p[2 * n + j] : 0)
                ofPeepholes[j] += ofI * c
                ofPeepholes[n + j] += ofF * c
                unsafe ofPeepholes[2 * n + j] += ofO * (sight.previous ? c : cell[j])
            }
        }
    }
}
