/// Whether a tree is worth walking under a filter.
enum TreePlan {
    /// Below this admitted share a leaf of 16 rarely holds an admitted row, and gathering those admitted is cheaper.
    static let gatherShare = 0.02

    /// Whether comparing every admitted row is the better search.
    static func isScanned(_ rows: IndexedRows, _ admitted: SlotSet?, k: Int) -> Bool {
        guard rows.indexed > k else { return true }
        guard let admitted else { return false }
        return Double(admitted.count) < Double(rows.count) * gatherShare || admitted.count <= 2 * k
    }
}
