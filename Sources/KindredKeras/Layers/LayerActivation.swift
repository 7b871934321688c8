import Foundation

/// What a layer does to each output, or with softmax to each row of outputs.
enum LayerActivation: String, Sendable, CaseIterable {
    case linear, relu, sigmoid, tanh, softmax

    /// The hyperbolic tangent.
    static func tanh(_ x: Float) -> Float { Foundation.tanh(x) }

    /// Applies it in place, softmax to rows of `width`.
    func apply(_ values: inout [Float], width: Int) {
        switch self {
        case .linear: break
        case .relu: for place in values.indices { values[place] = max(values[place], 0) }
        case .sigmoid: for place in values.indices { values[place] = Self.sigmoid(values[place]) }
        case .tanh: for place in values.indices { values[place] = Foundation.tanh(values[place]) }
        case .softmax: for start in stride(from: 0, to: values.count, by: width) { Self.softmax(&values, start..<(start + width)) }
        }
    }

    /// 1/(1 + e^−x), without overflow on either side.
    static func sigmoid(_ x: Float) -> Float {
        if x >= 0 { return 1 / (1 + exp(-x)) }
        let e = exp(x)
        return e / (1 + e)
    }

    /// e^(x − max) over their sum, which is summed in double precision.
    private static func softmax(_ values: inout [Float], _ row: Range<Int>) {
        let top = values[row].max() ?? 0
        var sum = 0.0
        for place in row {
            values[place] = exp(values[place] - top)
            sum += Double(values[place])
        }
        for place in row { values[place] = Float(Double(values[place]) / sum) }
    }
}
