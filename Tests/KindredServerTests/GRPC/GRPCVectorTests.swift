#if Server
import Kindred
import KindredService
import SwiftProtobuf
import Testing

@testable import KindredServer

@Suite struct GRPCVectorTests {
    private func flat(_ data: [Float], indices: [UInt32]? = nil, count: UInt32? = nil) -> Qdrant_Vector {
        Qdrant_Vector.with {
            $0.data = data
            if let indices { $0.indices.data = indices }
            if let count { $0.vectorsCount = count }
        }
    }

    private func sparse(_ indices: [UInt32], _ values: [Float]) -> Qdrant_SparseVector {
        .with {
            $0.indices = indices
            $0.values = values
        }
    }

    @Test func theOldFormAndTheNewSayTheSame() throws {
        let rows: [[Float]] = [[1, 2], [3, 4]]
        #expect(try VectorValue(flat([1, 2])) == .dense([1, 2]))
        #expect(try VectorValue(.with { $0.dense.data = [1, 2] }) == .dense([1, 2]))
        #expect(try VectorValue(flat([1, 2], indices: [9, 4])) == .sparse(SparseVector(indices: [9, 4], values: [1, 2])))
        #expect(try VectorValue(.with { $0.sparse = sparse([9, 4], [1, 2]) }) == .sparse(SparseVector(indices: [9, 4], values: [1, 2])))
        #expect(try VectorValue(flat([1, 2, 3, 4], count: 2)) == .multi(rows))
        #expect(try VectorValue(.with { $0.multiDense.vectors = rows.map { row in .with { $0.data = row } } }) == .multi(rows))
    }

    @Test func theNewFormWins() throws {
        var both = flat([7], indices: [1])
        both.dense.data = [1, 2]
        #expect(try VectorValue(both) == .dense([1, 2]))
    }

    @Test func malformedVectorsAreRefused() {
        for bad in [flat([1, 2, 3], count: 2), flat([1], count: 0), flat([1, 2], indices: [1]), flat([1, 2], indices: [1, 1])] {
            #expect(throws: RequestError.self) { try VectorValue(bad) }
        }
        #expect(throws: RequestError.self) { try VectorValue(.with { $0.sparse = sparse([1, 1], [1, 2]) }) }
        #expect(throws: RequestError.self) { try VectorValue(.with { $0.document.text = "a" }) }
        #expect(throws: RequestError.self) { try VectorInput(.with { $0.sparse = sparse([1], []) }) }
        #expect(throws: RequestError.self) { try VectorInput(Qdrant_VectorInput()) }
        #expect(throws: RequestError.self) { try VectorValue.named(Qdrant_Vectors()) }
    }

    @Test func pointsCarryEveryKindByName() throws {
        let point = try Point(
            .with {
                $0.id.num = 7
                $0.payload = ["a": Qdrant_Value(1.5)]
                $0.vectors.vectors.vectors = [
                    "d": .with { $0.dense.data = [1] }, "s": .with { $0.sparse = sparse([2], [3]) }, "m": .with { $0.multiDense.vectors = [.with { $0.data = [4] }] },
                ]
            })
        let expected = Point(
            id: 7, vectors: ["d": [1]], sparseVectors: ["s": SparseVector(indices: [2], values: [3])], multivectors: ["m": [[4]]], payload: ["a": 1.5])
        #expect(point == expected)
        #expect(try Point(Qdrant_PointStruct.with { $0.id.num = 1 }) == Point(id: 1, vectors: [:]))
    }

    @Test func whatWasStoredComesBackInTheNewForm() throws {
        let values: [String: VectorValue] = ["d": .dense([1, 2]), "s": .sparse(SparseVector(indices: [9, 4], values: [1, 2])), "m": .multi([[1], [2]])]
        let output = Qdrant_VectorsOutput(values).vectors.vectors
        #expect(output["d"]?.vector == .dense(.with { $0.data = [1, 2] }))
        #expect(output["s"]?.vector == .sparse(sparse([9, 4], [1, 2])))
        #expect(output["m"]?.vector == .multiDense(.with { $0.vectors = [.with { $0.data = [1] }, .with { $0.data = [2] }] }))
        #expect(Qdrant_VectorsOutput(["": .dense([1])]).vectorsOptions == .vector(.with { $0.dense.data = [1] }))
        #expect(Qdrant_VectorsOutput([:]).vectorsOptions == .vectors(Qdrant_NamedVectorsOutput()))
    }

    @Test func recordsBecomeMessages() {
        var record = PointRecord(id: .uuid(high: 0, low: 1), version: 5, score: 0.5)
        let bare = Qdrant_ScoredPoint(record)
        #expect(bare.id.uuid == "00000000-0000-0000-0000-000000000001" && bare.version == 5 && bare.score == 0.5)
        #expect(!bare.hasVectors && bare.payload.isEmpty && !bare.hasOrderValue)
        record.payload = ["a": nil]
        record.vectors = ["": .dense([1])]
        record.orderValue = .int(-3)
        let scored = Qdrant_ScoredPoint(record), retrieved = Qdrant_RetrievedPoint(record)
        #expect(scored.payload == ["a": Qdrant_Value(.null)] && retrieved.payload == scored.payload)
        #expect(scored.vectors.vector.dense.data == [1] && retrieved.vectors == scored.vectors)
        #expect(scored.orderValue.variant == .int(-3) && retrieved.orderValue == scored.orderValue)
    }
}
#endif
