import Synchronization

/// What the open collections of a database may take in memory, and what they have taken.
final class MemoryBudget: Sendable {
    private let limit: Int?
    private let taken = Mutex(0)

    init(limit: Int?) { self.limit = limit }

    /// Bytes reserved now.
    var byteCount: Int { taken.withLock { $0 } }

    /// Takes a part of the budget until the reservation goes away.
    ///
    /// - Throws: `StorageError` with code `memoryLimit` when so much is not left.
    func reserve(_ bytes: Int, for what: @autoclosure () -> String) throws(StorageError) -> MemoryReservation {
        let total = taken.withLock { taken -> Int? in
            guard taken + bytes <= limit ?? .max else { return nil }
            taken += bytes
            return taken
        }
        guard total != nil else {
            throw StorageError(
                .memoryLimit, "\(what()) needs \(bytes) bytes, \(max(0, (limit ?? 0) - byteCount)) of the memory limit of \(limit ?? 0) are left: raise the limit")
        }
        return MemoryReservation(bytes: bytes, budget: self)
    }

    fileprivate func giveBack(_ bytes: Int) { taken.withLock { $0 -= bytes } }
}

/// A part of a memory budget, given back when nothing refers to it any more.
final class MemoryReservation: Sendable {
    private let bytes: Int
    private let budget: MemoryBudget

    fileprivate init(bytes: Int, budget: MemoryBudget) {
        self.bytes = bytes
        self.budget = budget
    }

    deinit { budget.giveBack(bytes) }
}
