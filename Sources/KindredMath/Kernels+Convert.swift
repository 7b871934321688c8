internal import CKindredKernels

extension Kernels {
    /// Rounds to half precision, as bit patterns: to nearest, ties to even, overflow to infinity.
    ///
    /// - Precondition: `values.count == halves.count`, here and in the functions below.
    public func convertToHalf(_ values: Span<Float>, into halves: inout MutableSpan<UInt16>) {
        unsafe convert(values, &halves, table.pointee.f32_to_f16)
    }

    /// The values of half-precision bit patterns. Exact.
    public func convertFromHalf(_ halves: Span<UInt16>, into values: inout MutableSpan<Float>) {
        unsafe convert(halves, &values, table.pointee.f16_to_f32)
    }

    /// Rounds to the upper 16 bits of a float: to nearest, ties to even.
    public func convertToBFloat(_ values: Span<Float>, into halves: inout MutableSpan<UInt16>) {
        unsafe convert(values, &halves, table.pointee.f32_to_bf16)
    }

    /// The values of bfloat bit patterns. Exact.
    public func convertFromBFloat(_ halves: Span<UInt16>, into values: inout MutableSpan<Float>) {
        unsafe convert(halves, &values, table.pointee.bf16_to_f32)
    }

    /// Codes of 7 bits: `(value - low) * inverseStep`, clamped to 0...127 and rounded to nearest, ties to even.
    public func encodeU7(_ values: Span<Float>, low: Float, inverseStep: Float, into codes: inout MutableSpan<UInt8>) {
        let encode = unsafe table.pointee.f32_to_u7
        unsafe convert(values, &codes) { from, count, to in unsafe encode(from, count, low, inverseStep, to) }
    }

    private func convert<From, To>(
        _ from: Span<From>, _ to: inout MutableSpan<To>,
        _ function: (UnsafePointer<From>, Int, UnsafeMutablePointer<To>) -> Void
    ) {
        precondition(from.count == to.count, "\(from.count) values do not fill \(to.count)")
        unsafe from.withUnsafeBufferPointer { from in
            unsafe to.withUnsafeMutableBufferPointer { to in
                guard let source = from.baseAddress, let target = to.baseAddress else { return }
                unsafe function(source, from.count, target)
            }
        }
    }
}
