extension Variable {
    /// The rows (slices of the first axis) named by `indices`, in their order; a row may be named more than once.
    ///
    /// - Precondition: every index names a row.
    public func gatheringRows(_ indices: [Int]) -> Variable {
        precondition(value.rank >= 1, "a single number has no rows")
        let shape = shape, width = shape[1...].reduce(1, *)
        let rows = Tensor(gatheredRows(value.scalars, width: width, indices), shape: [indices.count] + shape[1...])
        return Variable(rows, of: [self]) { gradient in
            var total = Tensor<Scalar>(repeating: 0, shape: shape)
            scatterRows(gradient.scalars, width: width, indices, into: &total.scalars)
            return [total]
        }
    }

    /// Any elements, by their places in row-major order, as one axis; an element may be named more than once.
    ///
    /// - Precondition: every index names an element.
    public func gathering(_ flatIndices: [Int]) -> Variable {
        let shape = shape
        let chosen = Tensor(gatheredRows(value.scalars, width: 1, flatIndices), shape: [flatIndices.count])
        return Variable(chosen, of: [self]) { gradient in
            var total = Tensor<Scalar>(repeating: 0, shape: shape)
            scatterRows(gradient.scalars, width: 1, flatIndices, into: &total.scalars)
            return [total]
        }
    }

    /// This and another, one after the other along an axis.
    ///
    /// - Precondition: all other axes are of equal length.
    public func concatenated(with other: Variable, axis: Int) -> Variable {
        let axis = value.axis(axis)
        var rest = (shape, other.shape)
        precondition(rest.0.count == rest.1.count, "shapes \(rest.0) and \(rest.1) cannot be joined")
        rest.0.remove(at: axis)
        rest.1.remove(at: axis)
        precondition(rest.0 == rest.1, "shapes \(shape) and \(other.shape) cannot be joined along axis \(axis)")
        let shapes = (shape, other.shape), lengths = (shape[axis...].reduce(1, *), other.shape[axis...].reduce(1, *))
        let outer = shape[..<axis].reduce(1, *)
        var joined = [Scalar]()
        joined.reserveCapacity(value.count + other.value.count)
        for block in 0..<outer {
            joined += value.scalars[(block * lengths.0)..<((block + 1) * lengths.0)]
            joined += other.value.scalars[(block * lengths.1)..<((block + 1) * lengths.1)]
        }
        var shape = shape
        shape[axis] += other.shape[axis]
        return Variable(Tensor(joined, shape: shape), of: [self, other]) { gradient in
            var parts = ([Scalar](), [Scalar]())
            for block in 0..<outer {
                let start = block * (lengths.0 + lengths.1)
                parts.0 += gradient.scalars[start..<(start + lengths.0)]
                parts.1 += gradient.scalars[(start + lengths.0)..<(start + lengths.0 + lengths.1)]
            }
            return [Tensor(parts.0, shape: shapes.0), Tensor(parts.1, shape: shapes.1)]
        }
    }

    /// The elements of a range along an axis.
    ///
    /// - Precondition: the range lies inside the axis.
    public func sliced(axis: Int, _ range: Range<Int>) -> Variable {
        let axis = value.axis(axis), blocks = value.blocks(around: axis)
        precondition(range.lowerBound >= 0 && range.upperBound <= blocks.length, "\(range) of axis \(axis) of shape \(shape)")
        var shape = shape
        shape[axis] = range.count
        let whole = self.shape, width = blocks.inner * range.count
        let starts = (0..<blocks.outer).map { ($0 * blocks.length + range.lowerBound) * blocks.inner }
        var part = [Scalar]()
        part.reserveCapacity(starts.count * width)
        for start in starts { part += value.scalars[start..<(start + width)] }
        return Variable(Tensor(part, shape: shape), of: [self]) { gradient in
            var total = Tensor<Scalar>(repeating: 0, shape: whole)
            for (place, start) in starts.enumerated() {
                total.scalars.replaceSubrange(start..<(start + width), with: gradient.scalars[(place * width)..<((place + 1) * width)])
            }
            return [total]
        }
    }
}
