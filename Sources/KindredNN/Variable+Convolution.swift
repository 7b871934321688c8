// Images are batch × height × width × channels: a pixel's channels lie together.

extension Variable {
    /// Two-dimensional cross-correlation with steps of one: what networks call convolution.
    ///
    /// - Parameters:
    ///   - weight: k × k × channels × outputs.
    ///   - bias: of shape [outputs].
    ///   - padding: rows and columns of zeros around the image, below k.
    ///   - threads: nothing depends on it but the time.
    /// - Precondition: four axes, and at least one place for the window.
    /// - Complexity: O(batch · places · k² · channels · outputs).
    public func conv2D(_ weight: Variable, _ bias: Variable? = nil, padding: Int = 0, threads: Int = 1) -> Variable {
        let shape = convolutionShape(weight, padding: padding)
        let (x, w) = (value.scalars, weight.value.scalars), wanted = (requiresGradient, weight.requiresGradient)
        let size = [shape.batch, shape.outHeight, shape.outWidth, shape.outputs]
        let shapes = (self.shape, weight.shape)
        let result = Variable(Tensor(convolved(x, w, shape, threads: threads), shape: size), of: [self, weight]) { g in
            [
                wanted.0 ? Tensor(convolved(g.scalars, reversedWindows(w, shape), shape.reversed, threads: threads), shape: shapes.0) : nil,
                wanted.1 ? Tensor(convolutionWeightGradient(x, g.scalars, shape, threads: threads), shape: shapes.1) : nil,
            ]
        }
        return bias.map { result + $0 } ?? result
    }

    func convolutionShape(_ weight: Variable, padding: Int) -> ConvolutionShape {
        precondition(value.rank == 4 && weight.value.rank == 4, "a convolution of shape \(shape) with windows of \(weight.shape)")
        let k = weight.shape[0]
        precondition(
            weight.shape[1] == k && weight.shape[2] == shape[3] && padding >= 0 && padding < k,
            "images of shape \(shape), windows of \(weight.shape), padding \(padding)")
        let result = ConvolutionShape(
            batch: shape[0], height: shape[1], width: shape[2], channels: shape[3], outputs: weight.shape[3], window: k,
            padding: padding)
        precondition(result.outHeight > 0 && result.outWidth > 0, "no place for windows of \(weight.shape) in images of \(shape)")
        return result
    }

    /// The largest element of each square of `size` × `size` pixels, channel by channel; what is left at the far borders is not used.
    ///
    /// The gradient goes to the first of equals.
    ///
    /// - Precondition: four axes, and at least one whole square.
    public func maxPool2D(_ size: Int = 2) -> Variable {
        let squares = PoolingShape(shape, size)
        let places = squares.placesOfLargest(value.scalars)
        return gathering(places).reshaped(squares.shape)
    }

    /// The mean of each square of `size` × `size` pixels, channel by channel; what is left at the far borders is not used.
    ///
    /// - Precondition: four axes, and at least one whole square.
    public func averagePool2D(_ size: Int = 2) -> Variable {
        let squares = PoolingShape(shape, size), whole = shape
        return Variable(Tensor(squares.means(value.scalars), shape: squares.shape), of: [self]) { gradient in
            [Tensor(squares.spread(gradient.scalars), shape: whole)]
        }
    }

    /// The mean of each channel over all pixels: batch × channels.
    ///
    /// - Precondition: four axes.
    public func globalAveragePool() -> Variable {
        precondition(value.rank == 4, "images of shape \(shape)")
        return reshaped([shape[0], shape[1] * shape[2], shape[3]]).mean(axis: 1)
    }
}
