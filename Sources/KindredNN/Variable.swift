// Reverse-mode differentiation: Speelpenning, "Compiling fast partial derivatives of functions given by algorithms", 1980;
// Baydin et al., "Automatic differentiation in machine learning: a survey", JMLR 18, 2018. The tape is the graph itself: each
// value remembers its operands and how a gradient goes back to them. One backward pass consumes it.

/// A tensor that remembers how it came about, so that derivatives can be taken.
///
///     let x = Variable<Float>(Tensor([1, 2, 3], shape: [3]), requiresGradient: true)
///     let y = (x * x).sum()
///     y.backward()
///     x.gradient      // [2, 4, 6]
///
/// Operations on variables of which none requires a gradient remember nothing. A variable is made, used and differentiated
/// by one thread.
public final class Variable<Scalar: TensorScalar> {
    /// Takes the gradient of a result to gradients of its operands, in their order; nil for an operand that needs none.
    public typealias Derivative = (_ gradient: Tensor<Scalar>) -> [Tensor<Scalar>?]

    /// The numbers.
    public let value: Tensor<Scalar>
    /// The sum of the derivatives that reached this leaf, of the shape of `value`; nil before `backward()`, and for results of operations.
    public private(set) var gradient: Tensor<Scalar>?
    /// Whether derivatives are wanted, of this or of what it was made from.
    public let requiresGradient: Bool

    private let isLeaf: Bool
    private var operands: [Variable]
    private var derivative: Derivative?
    /// Who collects the gradient instead of this leaf.
    private let parameter: Parameter<Scalar>?

    /// A leaf: data, or what is differentiated by.
    public init(_ value: Tensor<Scalar>, requiresGradient: Bool = false) {
        self.value = value
        self.requiresGradient = requiresGradient
        isLeaf = true
        operands = []
        derivative = nil
        parameter = nil
    }

    /// The leaf of a parameter, which collects the gradients in its place.
    init(of parameter: Parameter<Scalar>) {
        value = parameter.value
        requiresGradient = true
        isLeaf = true
        operands = []
        derivative = nil
        self.parameter = parameter
    }

    /// The result of an operation.
    ///
    /// ```swift
    /// // x³, by hand
    /// let cube = Variable(Tensor(x.value.scalars.map { $0 * $0 * $0 }, shape: x.shape), of: [x]) { gradient in
    ///     [Tensor(zip(gradient.scalars, x.value.scalars).map { 3 * $0 * $1 * $1 }, shape: gradient.shape)]
    /// }
    /// ```
    ///
    /// - Parameter derivative: kept only when an operand requires a gradient; called once, with a gradient of the shape of `value`.
    public init(_ value: Tensor<Scalar>, of operands: [Variable], derivative: @escaping Derivative) {
        self.value = value
        requiresGradient = operands.contains(where: \.requiresGradient)
        isLeaf = !requiresGradient
        self.operands = requiresGradient ? operands : []
        self.derivative = requiresGradient ? derivative : nil
        parameter = nil
    }

    /// The shape of the value.
    public var shape: [Int] { value.shape }

    /// The same value without its history: derivatives stop here.
    public func detached() -> Variable { Variable(value) }

    /// Adds the derivatives of this number to the gradients of the leaves that require them, and consumes the tape.
    ///
    /// - Precondition: the value is a single number, and no earlier pass consumed a part of its tape.
    /// - Complexity: about twice that of the operations themselves.
    public func backward() {
        precondition(value.count == 1, "backward() starts at a single number, not at shape \(shape)")
        backward(from: Tensor(repeating: 1, shape: shape))
    }

    /// The same for a value of any shape: the derivatives of the sum of its elements weighted by `seed`.
    ///
    /// - Precondition: `seed` has the shape of the value.
    public func backward(from seed: Tensor<Scalar>) {
        precondition(seed.shape == shape, "a gradient of shape \(seed.shape) for a value of \(shape)")
        guard requiresGradient else { return }
        _ = FreedMemory.isKept
        var order = operandsFirst()
        gradient = gradient.map { plus($0, seed) } ?? seed
        while let node = order.popLast() { node.pushBack() }
    }

    /// Forgets the gradient.
    public func clearGradient() { gradient = nil }

    // A chain of thousands of operations is freed link by link: left to the fields, each link would deepen the stack.
    deinit {
        var pending = operands
        operands = []
        while var node = pending.popLast() {
            guard isKnownUniquelyReferenced(&node) else { continue }
            pending += node.operands
            node.operands = []
            node.derivative = nil
        }
    }
}

extension Variable {
    /// All that this depends on and that requires a gradient, each after its operands.
    private func operandsFirst() -> [Variable] {
        var order = [Variable](), seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var path: [(node: Variable, next: Int)] = [(self, 0)]
        while let (node, next) = path.last {
            guard next < node.operands.count else {
                order.append(node)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let operand = node.operands[next]
            if operand.requiresGradient, seen.insert(ObjectIdentifier(operand)).inserted { path.append((operand, 0)) }
        }
        return order
    }

    /// Hands the gradient collected here to the operands, or to the parameter behind a leaf.
    private func pushBack() {
        guard let collected = gradient else { return }
        if isLeaf {
            guard let parameter else { return }
            gradient = nil
            return parameter.add(collected)
        }
        gradient = nil
        guard let derivative else { preconditionFailure("this part of the tape was consumed by an earlier backward()") }
        let parts = derivative(collected)
        precondition(parts.count == operands.count, "\(parts.count) gradients for \(operands.count) operands")
        for (operand, part) in zip(operands, parts) {
            guard operand.requiresGradient, let part else { continue }
            operand.collect(part)
        }
        operands = []
        self.derivative = nil
    }

    private func collect(_ part: Tensor<Scalar>) {
        precondition(part.shape == shape, "a gradient of shape \(part.shape) for a value of \(shape)")
        guard var total = gradient else {
            gradient = part
            return
        }
        gradient = nil
        add(part, to: &total)
        gradient = total
    }
}

@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func add<Scalar: TensorScalar>(_ part: Tensor<Scalar>, to total: inout Tensor<Scalar>) {
    update(&total.scalars, with: part.scalars) { $0 + $1 }
}

@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func plus<Scalar: TensorScalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(zipped(a.scalars, b.scalars) { $0 + $1 }, shape: a.shape)
}
