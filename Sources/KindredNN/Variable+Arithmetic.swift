// Sums, products and their like. Two shapes meet as in numpy; a gradient is summed back over the axes that were repeated.

extension Variable {
    /// a + b.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func + (a: Variable, b: Variable) -> Variable {
        let shapes = (a.shape, b.shape), wanted = (a.requiresGradient, b.requiresGradient)
        return Variable(broadcasted(a.value, b.value) { $0 + $1 }, of: [a, b]) { gradient in
            [wanted.0 ? summed(gradient, to: shapes.0) : nil, wanted.1 ? summed(gradient, to: shapes.1) : nil]
        }
    }

    /// a − b.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func - (a: Variable, b: Variable) -> Variable {
        let shapes = (a.shape, b.shape), wanted = (a.requiresGradient, b.requiresGradient)
        return Variable(broadcasted(a.value, b.value) { $0 - $1 }, of: [a, b]) { gradient in
            [
                wanted.0 ? summed(gradient, to: shapes.0) : nil,
                wanted.1 ? summed(Tensor(mapped(gradient.scalars) { -$0 }, shape: gradient.shape), to: shapes.1) : nil,
            ]
        }
    }

    /// a ⊙ b, element by element: Hadamard's product.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func * (a: Variable, b: Variable) -> Variable {
        let (x, y) = (a.value, b.value), wanted = (a.requiresGradient, b.requiresGradient)
        return Variable(broadcasted(x, y) { $0 * $1 }, of: [a, b]) { gradient in
            [
                wanted.0 ? summed(broadcasted(gradient, y) { $0 * $1 }, to: x.shape) : nil,
                wanted.1 ? summed(broadcasted(gradient, x) { $0 * $1 }, to: y.shape) : nil,
            ]
        }
    }

    /// a / b, element by element.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func / (a: Variable, b: Variable) -> Variable {
        let (x, y) = (a.value, b.value), wanted = (a.requiresGradient, b.requiresGradient)
        let quotient = broadcasted(x, y) { $0 / $1 }
        return Variable(quotient, of: [a, b]) { gradient in
            let ofDividend = broadcasted(gradient, y) { $0 / $1 }
            return [
                wanted.0 ? summed(ofDividend, to: x.shape) : nil,
                wanted.1 ? summed(broadcasted(ofDividend, quotient) { -$0 * $1 }, to: y.shape) : nil,
            ]
        }
    }

    /// −a.
    public static prefix func - (a: Variable) -> Variable { a * -1 }

    /// a + b for each element of a.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func + (a: Variable, b: Scalar) -> Variable {
        Variable(Tensor(mapped(a.value.scalars) { $0 + b }, shape: a.shape), of: [a]) { [$0] }
    }

    /// a · b for each element of a.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func * (a: Variable, b: Scalar) -> Variable {
        Variable(Tensor(mapped(a.value.scalars) { $0 * b }, shape: a.shape), of: [a]) { gradient in
            [Tensor(mapped(gradient.scalars) { $0 * b }, shape: gradient.shape)]
        }
    }

    /// b / a for each element of a.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public static func / (b: Scalar, a: Variable) -> Variable {
        a.elementwise({ b / $0 }) { gradient, _, quotient in -gradient * quotient * quotient / b }
    }

    /// a − b for each element of a.
    public static func - (a: Variable, b: Scalar) -> Variable { a + (-b) }
    /// a / b for each element of a.
    public static func / (a: Variable, b: Scalar) -> Variable { a * (1 / b) }
    /// b + a for each element of a.
    public static func + (b: Scalar, a: Variable) -> Variable { a + b }
    /// b − a for each element of a.
    public static func - (b: Scalar, a: Variable) -> Variable { -a + b }
    /// b · a for each element of a.
    public static func * (b: Scalar, a: Variable) -> Variable { a * b }

    /// The larger of two elements; the gradient goes to it, and half to each where they are equal.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func maximum(_ other: Variable) -> Variable {
        choosing(other, broadcasted(value, other.value) { Swift.max($0, $1) }) { $0 > $1 ? 1 : $0 == $1 ? 0.5 : 0 }
    }

    /// The smaller of two elements; the gradient goes to it, and half to each where they are equal.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func minimum(_ other: Variable) -> Variable {
        choosing(other, broadcasted(value, other.value) { Swift.min($0, $1) }) { $0 < $1 ? 1 : $0 == $1 ? 0.5 : 0 }
    }

    /// A choice between two operands, of which `share` says how much came from the first.
    @inline(__always)
    private func choosing(
        _ other: Variable, _ chosen: Tensor<Scalar>, _ share: @escaping (Scalar, Scalar) -> Scalar
    ) -> Variable {
        let (x, y) = (value, other.value)
        return Variable(chosen, of: [self, other]) { gradient in
            let ofFirst = broadcasted(gradient, broadcasted(x, y, share)) { $0 * $1 }
            let ofSecond = broadcasted(gradient, ofFirst) { $0 - $1 }
            return [summed(ofFirst, to: x.shape), summed(ofSecond, to: y.shape)]
        }
    }

    /// Elements of this where the mask is set, of `other` elsewhere.
    ///
    /// - Precondition: one shape, and as many marks as elements.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func `where`(_ mask: [Bool], else other: Variable) -> Variable {
        precondition(mask.count == value.count && other.shape == shape, "\(mask.count) marks for shapes \(shape) and \(other.shape)")
        let marks = mask.map { $0 ? 1 as Scalar : 0 }
        let chosen = zipped(marks, value.scalars, other.value.scalars) { $0 != 0 ? $1 : $2 }
        return Variable(Tensor(chosen, shape: shape), of: [self, other]) { gradient in
            [
                Tensor(zipped(gradient.scalars, marks) { $1 != 0 ? $0 : 0 }, shape: gradient.shape),
                Tensor(zipped(gradient.scalars, marks) { $1 != 0 ? 0 : $0 }, shape: gradient.shape),
            ]
        }
    }
}
