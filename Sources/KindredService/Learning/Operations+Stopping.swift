import Kindred
import KindredLearning

extension Operations {
    /// Runs work of the learning room: what was stopped there is a stopped operation, in the same words.
    static func stoppable<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as LearningError where error.code == .cancelled { throw StorageError(.cancelled, error.message) }
    }
}
