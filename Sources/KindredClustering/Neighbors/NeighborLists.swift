/// The neighbors of some points, list after list.
///
///     let lists = NeighborLists([[(7, 0.5)], [], [(1, 2), (3, 2.5)]])
///     lists.count          // 3
///     lists[2].map(\.id)   // [1, 3]
public struct NeighborLists: Sendable, Hashable {
    /// List *i* lies from `starts[i]` to `starts[i + 1]`.
    public private(set) var starts: [Int] = [0]
    /// The neighbors' places.
    public private(set) var ids: [UInt32] = []
    /// How far each is, as the source measures.
    public private(set) var distances: [Double] = []

    /// No lists.
    public init() {}

    /// Lists of places and distances.
    public init(_ lists: some Sequence<[(id: UInt32, distance: Double)]>) {
        for list in lists { append(list) }
    }

    /// How many lists.
    public var count: Int { starts.count - 1 }

    /// A copy of list `i`.
    public subscript(i: Int) -> [(id: UInt32, distance: Double)] {
        (starts[i]..<starts[i + 1]).map { (ids[$0], distances[$0]) }
    }

    /// Adds one list behind the others.
    public mutating func append(_ list: [(id: UInt32, distance: Double)]) {
        for (id, distance) in list {
            ids.append(id)
            distances.append(distance)
        }
        starts.append(ids.count)
    }

    /// Adds all lists of another behind these.
    public mutating func append(_ other: NeighborLists) {
        let offset = ids.count
        starts += other.starts.dropFirst().map { $0 + offset }
        ids += other.ids
        distances += other.distances
    }
}
