// Functions of one element at a time, each with its derivative beside it: `gradient`, the element x, the result y.

extension Variable {
    /// f of each element; `derivative(gradient, x, y)` is the gradient of x.
    @inline(__always)
    func elementwise(
        _ f: (Scalar) -> Scalar, _ derivative: @escaping (_ gradient: Scalar, _ x: Scalar, _ y: Scalar) -> Scalar
    ) -> Variable {
        let x = value.scalars
        let y = mapped(x, f)
        return Variable(Tensor(y, shape: shape), of: [self]) { gradient in
            [Tensor(zipped(gradient.scalars, x, y, derivative), shape: gradient.shape)]
        }
    }

    /// eˣ.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func exp() -> Variable { elementwise({ Scalar.exponential($0) }) { g, _, y in g * y } }

    /// ln x.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func log() -> Variable { elementwise({ Scalar.logarithm($0) }) { g, x, _ in g / x } }

    /// √x. The derivative, infinite at 0, counts as 0 there, so that a distance of 0 pulls at nothing.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func squareRoot() -> Variable {
        elementwise({ $0.squareRoot() }) { g, _, y in y > 0 ? g / (2 * y) : 0 }
    }

    /// x².
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func squared() -> Variable { elementwise({ $0 * $0 }) { g, x, _ in 2 * g * x } }

    /// xᵖ.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func power(_ p: Scalar) -> Variable {
        elementwise({ Scalar.raised($0, to: p) }) { g, x, _ in p == 0 ? 0 : g * p * Scalar.raised(x, to: p - 1) }
    }

    /// |x|, of derivative 0 at 0.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func absolute() -> Variable {
        elementwise({ $0.magnitude }) { g, x, _ in x > 0 ? g : x < 0 ? -g : 0 }
    }

    /// x kept inside `range`; the derivative is 1 inside and on its borders, 0 outside.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func clamped(to range: ClosedRange<Scalar>) -> Variable {
        let (low, high) = (range.lowerBound, range.upperBound)
        return elementwise({ Swift.min(Swift.max($0, low), high) }) { g, x, _ in x >= low && x <= high ? g : 0 }
    }

    /// sin x, x in radians.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func sine() -> Variable { elementwise({ Scalar.sine($0) }) { g, x, _ in g * Scalar.cosine(x) } }

    /// cos x, x in radians.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func cosine() -> Variable { elementwise({ Scalar.cosine($0) }) { g, x, _ in -g * Scalar.sine(x) } }

    /// arccos x in [0, π], for x clamped to [−1, 1].
    ///
    /// The derivative −1/√(1 − x²), infinite at ±1, is taken with |x| at most 1 − 10⁻⁷.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func arccosine() -> Variable {
        let limit: Scalar = 1 - 1e-7
        return elementwise({ Scalar.arccosine(Swift.min(Swift.max($0, -1), 1)) }) { g, x, _ in
            let c = Swift.min(Swift.max(x, -limit), limit)
            return -g / (1 - c * c).squareRoot()
        }
    }
}
