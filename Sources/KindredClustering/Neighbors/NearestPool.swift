/// The k nearest seen so far, nearest first; of equally near ones the smaller id.
struct NearestPool {
    private(set) var entries: [(id: UInt32, distance: Double)] = []
    let k: Int

    init(k: Int) {
        self.k = k
        entries.reserveCapacity(min(k, 1024) + 1)
    }

    /// What a newcomer has to come below, or equal with a smaller id.
    var bound: Double { entries.count < k ? .infinity : entries[k - 1].distance }

    mutating func offer(_ id: UInt32, _ distance: Double) {
        guard distance <= bound else { return }
        var place = entries.count
        while place > 0, (distance, id) < (entries[place - 1].distance, entries[place - 1].id) { place -= 1 }
        guard place < k else { return }
        entries.insert((id, distance), at: place)
        if entries.count > k { entries.removeLast() }
    }
}
