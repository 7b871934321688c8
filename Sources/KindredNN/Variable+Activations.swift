extension Variable {
    /// max(x, 0), of derivative 0 at 0.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func relu() -> Variable {
        // By name, not by `elementwise`: its derivative would be called for each element, which takes five times as long.
        let y = mapped(value.scalars) { $0 > 0 ? $0 : 0 }
        return Variable(Tensor(y, shape: shape), of: [self]) { gradient in
            [Tensor(zipped(gradient.scalars, y) { g, y in y > 0 ? g : 0 }, shape: gradient.shape)]
        }
    }

    /// x for x > 0, slope · x otherwise.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func leakyReLU(slope: Scalar = 0.01) -> Variable {
        elementwise({ $0 > 0 ? $0 : slope * $0 }) { g, x, _ in x > 0 ? g : slope * g }
    }

    /// x for x > 0, α(eˣ − 1) otherwise (Clevert, Unterthiner, Hochreiter, ICLR 2016).
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func elu(alpha: Scalar = 1) -> Variable {
        elementwise({ $0 > 0 ? $0 : alpha * Scalar.exponentialMinusOne($0) }) { g, x, y in x > 0 ? g : g * (y + alpha) }
    }

    /// x Φ(x), Φ the distribution function of the standard normal, by erf (Hendrycks, Gimpel, arXiv 1606.08415, 2016).
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func gelu() -> Variable {
        let rootHalf = Scalar(0.5).squareRoot()
        let density = 1 / (2 * Scalar.pi).squareRoot()
        return elementwise({ $0 * (1 + Scalar.errorFunction($0 * rootHalf)) / 2 }) { g, x, _ in
            let below = (1 + Scalar.errorFunction(x * rootHalf)) / 2
            return g * (below + x * density * Scalar.exponential(-x * x / 2))
        }
    }

    /// tanh x.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func tanh() -> Variable { elementwise({ Scalar.hyperbolicTangent($0) }) { g, _, y in g * (1 - y * y) } }

    /// 1/(1 + e⁻ˣ), without overflow for either sign.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func sigmoid() -> Variable { elementwise({ Scalar.sigmoid($0) }) { g, _, y in g * y * (1 - y) } }

    /// ln(1 + eˣ), without overflow.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func softplus() -> Variable { elementwise({ Scalar.softplus($0) }) { g, x, _ in g * Scalar.sigmoid(x) } }
}
