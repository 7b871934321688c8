internal import CKindredKernels

// Images whose channels lie together; numbers of channels and columns are multiples of 16.
extension Kernels {
    /// Where the left rows of a product lie: row r begins at `starts[r]` and is made of `runs` runs, `jump` apart, of `run`
    /// numbers, `step` apart. A convolution's windows are such rows of an image with zeros around it.
    public struct Runs: Sendable {
        let runs, jump, run, step: Int

        /// `runs` runs of `run` numbers.
        public init(runs: Int, jump: Int, run: Int, step: Int = 1) {
            self.runs = runs
            self.jump = jump
            self.run = run
            self.step = step
        }
    }

    /// C ← AB, or C + AB, for rows of A that are runs of `from`; B and C have `columns` columns, a multiple of 16.
    @unsafe
    public func multiply(
        _ from: UnsafePointer<Float>, starts: UnsafePointer<UInt32>, rows: Int, _ runs: Runs, by weights: UnsafePointer<Float>,
        columns: Int, into to: UnsafeMutablePointer<Float>, adding: Bool = false
    ) {
        unsafe table.pointee.multiply_runs(
            from, starts, rows, runs.runs, runs.jump, runs.run, runs.step, weights, columns, to, adding ? 1 : 0)
    }

    /// The mean of each column of `count` rows, and the sum of the squares of what lies beside it.
    @unsafe
    public func moments(
        _ rows: UnsafePointer<Float>, count: Int, columns: Int, mean: UnsafeMutablePointer<Float>, squares: UnsafeMutablePointer<Float>
    ) {
        unsafe table.pointee.moments(rows, count, columns, mean, squares)
    }

    /// Of each square of 2 × 2 pixels and each channel the largest (the smallest where `signs` holds −1, not 1), and which.
    @unsafe
    public func pool(
        _ image: UnsafePointer<Float>, height: Int, width: Int, channels: Int, signs: UnsafePointer<Float>,
        best: UnsafeMutablePointer<Float>, which: UnsafeMutablePointer<UInt8>
    ) {
        unsafe table.pointee.pool(image, height, width, channels, signs, best, which)
    }

    /// along · image + level, plus in each square of 2 × 2 the gradient at the pixel that `which` names.
    @unsafe
    public func unpool(
        _ gradient: UnsafePointer<Float>, which: UnsafePointer<UInt8>, image: UnsafePointer<Float>, height: Int, width: Int,
        channels: Int, along: UnsafePointer<Float>, level: UnsafePointer<Float>, into to: UnsafeMutablePointer<Float>
    ) {
        unsafe table.pointee.unpool(gradient, which, image, height, width, channels, along, level, to)
    }
}
