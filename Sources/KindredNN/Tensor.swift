/// Numbers in a box of any number of axes, the last axis contiguous.
///
///     let t = Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [2, 3])
///     t[1, 0]      // 4
///     t.rank       // 2
///     t.count      // 6
///
/// A value: copies share their memory until one is changed. The shape [] holds one scalar.
public struct Tensor<Scalar: TensorScalar>: Sendable, Equatable {
    /// The length of each axis, slowest first.
    public var shape: [Int]
    /// Element (i, j, …, k) at ((i · shape[1] + j) · …) + k.
    public var scalars: [Scalar]

    /// A tensor over `scalars`, row-major.
    ///
    /// - Precondition: the product of `shape` is `scalars.count`.
    public init(_ scalars: [Scalar], shape: [Int]) {
        precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == scalars.count, "\(scalars.count) scalars for shape \(shape)")
        self.shape = shape
        self.scalars = scalars
    }

    /// One value everywhere.
    public init(repeating value: Scalar, shape: [Int]) {
        self.init([Scalar](repeating: value, count: shape.reduce(1, *)), shape: shape)
    }

    /// A single number, of shape [].
    public init(_ scalar: Scalar) {
        shape = []
        scalars = [scalar]
    }

    /// Rows of equal length, as a tensor of two axes.
    public init(rows: [[Scalar]]) {
        let width = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == width }, "rows of different lengths: \(rows.map(\.count))")
        self.init(rows.flatMap { $0 }, shape: [rows.count, width])
    }

    /// How many axes.
    public var rank: Int { shape.count }
    /// How many scalars.
    public var count: Int { scalars.count }

    /// The only number of a tensor of one.
    ///
    /// - Precondition: `count == 1`.
    public var scalar: Scalar {
        precondition(count == 1, "a tensor of shape \(shape) is no single number")
        return scalars[0]
    }

    /// One element.
    ///
    /// - Precondition: as many places as axes, each inside its axis.
    public subscript(places: Int...) -> Scalar {
        get { scalars[offset(places)] }
        set { scalars[offset(places)] = newValue }
    }

    private func offset(_ places: [Int]) -> Int {
        precondition(places.count == rank, "\(places.count) places for \(rank) axes")
        return zip(places, shape).reduce(0) { sum, axis in
            precondition(axis.0 >= 0 && axis.0 < axis.1, "place \(places) in shape \(shape)")
            return sum * axis.1 + axis.0
        }
    }

    /// The same scalars under another shape.
    ///
    /// - Parameter shape: may hold one −1, which stands for what is left.
    /// - Precondition: the count stays.
    public func reshaped(_ shape: [Int]) -> Tensor {
        var known = 1
        for length in shape where length >= 0 { known *= length }
        let free = shape.filter { $0 < 0 }.count
        precondition(free <= 1 && (free == 0 || (known > 0 && count % known == 0)), "\(count) scalars cannot take shape \(shape)")
        return Tensor(scalars, shape: shape.map { $0 < 0 ? count / known : $0 })
    }

    /// Rows and columns exchanged.
    ///
    /// - Precondition: `rank == 2`.
    public func transposed() -> Tensor {
        precondition(rank == 2, "only two axes are exchanged, not those of \(shape)")
        return Tensor(transposedScalars(scalars, rows: shape[0], columns: shape[1]), shape: [shape[1], shape[0]])
    }

    /// The same numbers in another precision.
    public func converted<Other: TensorScalar>(to type: Other.Type = Other.self) -> Tensor<Other> {
        Tensor<Other>(scalars.map { Other($0) }, shape: shape)
    }
}

extension Tensor {
    /// The axis, counted from the end when negative.
    func axis(_ axis: Int) -> Int {
        precondition(axis >= -rank && axis < rank, "axis \(axis) of shape \(shape)")
        return axis < 0 ? axis + rank : axis
    }

    /// The tensor seen around one axis: `outer` blocks of `length` × `inner`.
    func blocks(around axis: Int) -> AxisBlocks {
        AxisBlocks(
            outer: shape[..<axis].reduce(1, *), length: shape[axis], inner: shape[(axis + 1)...].reduce(1, *))
    }

    /// The shape without an axis, or with that axis of length 1.
    func shape(reducing axis: Int, keeping: Bool) -> [Int] {
        var result = shape
        if keeping { result[axis] = 1 } else { result.remove(at: axis) }
        return result
    }
}

/// How a tensor lies around one axis: element (o, i, n) at (o · length + i) · inner + n.
struct AxisBlocks {
    let outer, length, inner: Int
}
