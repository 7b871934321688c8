#if Server
import Foundation
import GRPCCore
import KindredService
import Testing

@testable import KindredServer

@Suite struct AccessInterceptorTests {
    private func needs(_ descriptors: [MethodDescriptor]) -> [String: Access.Need] {
        Dictionary(uniqueKeysWithValues: descriptors.map { ($0.method, AccessInterceptor.need(of: $0)) })
    }

    @Test func callsNeedWhatTheyDo() {
        let collections = needs(Qdrant_Collections.Method.descriptors)
        for name in ["Create", "Update", "Delete", "UpdateAliases", "CreateShardKey", "DeleteShardKey", "UpdateCollectionClusterSetup"] { #expect(collections[name] == .manage, "\(name)") }
        #expect(collections.filter { $0.value == .read }.count == collections.count - 7)
        let points = needs(Qdrant_Points.Method.descriptors)
        for name in ["Upsert", "Delete", "UpdateBatch", "SetPayload", "DeleteVectors"] { #expect(points[name] == .write, "\(name)") }
        for name in ["CreateFieldIndex", "DeleteFieldIndex", "CreateVectorName", "DeleteVectorName"] { #expect(points[name] == .maintain, "\(name)") }
        for name in ["Get", "Query", "QueryBatch", "QueryGroups", "Scroll", "SearchMatrixOffsets"] { #expect(points[name] == .read, "\(name)") }
        #expect(!points.values.contains(.manage) && !points.values.contains(.nothing))
        #expect(needs(Qdrant_Snapshots.Method.descriptors) == ["Create": .maintain, "List": .read, "Delete": .maintain, "CreateFull": .manage, "ListFull": .readAll, "DeleteFull": .manage])
        let own = needs(Kindred_Kindred.Method.descriptors)
        #expect(own.filter { $0.value == .maintain }.keys.sorted() == ["CancelJob", "Cluster", "Learn", "Promote", "Rollback"])
        #expect(own.filter { $0.value == .write }.keys.sorted() == ["ForgetFeedback", "RecordFeedback"])
        #expect(own.filter { $0.value == .read }.count == own.count - 7)
        #expect(needs(Qdrant_Qdrant.Method.descriptors) == ["HealthCheck": .nothing])
    }

    @Test func whatIsNotKnownNeedsEverything() {
        let call = MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: "qdrant.Other"), method: "Get")
        #expect(AccessInterceptor.need(of: call) == .manage)
    }

    @Test func nothingIsAnsweredThatNobodyLetIn() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-calls-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let operations = try Operations(path: folder.path)
        try operations.createCollection("b", ["vectors": ["size": 2, "distance": "Dot"]])
        let calls = OperationCalls(operations: operations, pool: CPUPool(threads: 1, queue: 4))
        let count: @Sendable (Operations) throws -> Qdrant_CountResponse = { operations in try .with { $0.result.count = UInt64(try operations.count("b", matching: nil)) } }
        await #expect { _ = try await calls.answer(count) } throws: { ($0 as? RPCError)?.code == .unauthenticated }
        let token = Caller(identity: .token(subject: nil), rights: .collections(["a": .whole]))
        try await AdmittedCall.$current.withValue(AdmittedCall(caller: token, need: .read)) {
            await #expect { _ = try await calls.answer(count) } throws: { ($0 as? RPCError)?.code == .permissionDenied }
        }
        let key = Caller(identity: .fullKey, rights: .everything)
        try await AdmittedCall.$current.withValue(AdmittedCall(caller: key, need: .read)) { () async throws in
            #expect(try await calls.answer(count).result.count == 0)
        }
        try operations.close()
    }
}
#endif
