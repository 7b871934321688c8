/// In what form an ``LSTMEngine`` keeps its kernels. Biases, peepholes, states and sums are `Float` in all of them.
public enum LSTMPrecision: String, Sendable, Hashable, CaseIterable {
    /// As they are.
    case float32
    /// Rounded to the upper 16 bits: half the memory, a relative error of at most 2⁻⁹ in each weight.
    case bfloat16
    /// Eight bits with one factor for each row, against inputs and states rounded to eight bits with one factor for each step:
    /// a quarter of the memory, an error of at most 1/254 of the largest of a row, and of the largest of an input.
    case int8
}
