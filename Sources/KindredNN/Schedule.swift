import Foundation

/// How the learning rate goes on: a factor for each step, counted from 0, by which the first rate is multiplied.
///
///     let schedule = Schedule.cosine(steps: 1000, warmUp: 100)
///     optimizer.learningRate = 0.001 * Float(schedule.factor(at: step))
public struct Schedule: Sendable, Hashable {
    private enum Form: Hashable {
        case constant
        case step(every: Int, factor: Double)
        case cosine(steps: Int, floor: Double)
    }
    private let form: Form
    private let warmUp: Int

    /// 1 throughout.
    public static let constant = Schedule(form: .constant, warmUp: 0)

    /// 1 after a rise over `warmUp` steps.
    public static func constant(warmUp: Int) -> Schedule { Schedule(form: .constant, warmUp: warmUp) }

    /// factorᵏ after k times `every` steps; the steps of the warm-up count.
    public static func step(every: Int, factor: Double = 0.1, warmUp: Int = 0) -> Schedule {
        precondition(every > 0, "a step every \(every) steps")
        return Schedule(form: .step(every: every, factor: factor), warmUp: warmUp)
    }

    /// Half a cosine from 1 after the warm-up to `floor` at `steps`, and `floor` from then on (Loshchilov, Hutter, ICLR 2017).
    public static func cosine(steps: Int, floor: Double = 0, warmUp: Int = 0) -> Schedule {
        precondition(steps > warmUp && warmUp >= 0, "a cosine over \(steps) steps of which \(warmUp) are warm-up")
        return Schedule(form: .cosine(steps: steps, floor: floor), warmUp: warmUp)
    }

    /// The factor of a step. During the warm-up it rises in a straight line: (step + 1)/(warmUp + 1).
    public func factor(at step: Int) -> Double {
        precondition(step >= 0, "step \(step)")
        if step < warmUp { return Double(step + 1) / Double(warmUp + 1) }
        switch form {
        case .constant: return 1
        case .step(let every, let factor): return pow(factor, Double(step / every))
        case .cosine(let steps, let floor):
            let done = min(1, Double(step - warmUp) / Double(steps - warmUp))
            return floor + (1 - floor) * (1 + cos(.pi * done)) / 2
        }
    }
}
