#if Server
import Dispatch
import Foundation
import GRPCCore
import KindredService
import Testing

@testable import KindredServer

/// Nobody waits longer for a call than the request or the call's own deadline allows.
@Suite struct CallDeadlineTests {
    @Test func timesAreReadAsTheProtocolWritesThem() {
        let times: [String: Duration] = [
            "2H": .seconds(7_200), "3M": .seconds(180), "99999999S": .seconds(99_999_999), "250m": .milliseconds(250), "7u": .microseconds(7), "0n": .zero,
        ]
        for (text, duration) in times { #expect(CallDeadline.duration(text) == duration, "\(text)") }
        for text in ["", "S", "5", "-1S", "+1S", "1.5S", "123456789S", "5s", "5 S", "٣S"] { #expect(CallDeadline.duration(text) == nil, "\(text)") }
    }

    @Test func metadataNameAMoment() {
        var metadata = Metadata()
        let now = ContinuousClock.now
        #expect(CallDeadline.deadline(metadata, from: now) == nil)
        metadata.addString("3S", forKey: "grpc-timeout")
        #expect(CallDeadline.deadline(metadata, from: now) == now + .seconds(3))
    }

    /// Calls on an empty database, and what ends it.
    private func calls(_ body: (OperationCalls) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-deadlines-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let operations = try Operations(path: folder.path)
        try await body(OperationCalls(operations: operations, pool: CPUPool(threads: 1, queue: 4)))
        try operations.close()
    }

    private func admitted(_ need: Access.Need, deadline: Duration? = nil, cancellation: ServerContext.RPCCancellationHandle? = nil) -> AdmittedCall {
        AdmittedCall(caller: .anybody, need: need, deadline: deadline.map { .now + $0 }, cancellation: cancellation)
    }

    private func code<Value: Sendable>(_ body: () async throws -> Value) async -> RPCError.Code? {
        do {
            _ = try await body()
            return nil
        } catch { return (error as? RPCError)?.code }
    }

    @Test func readsEndAtTheCallsDeadline() async throws {
        try await calls { calls in
            let gate = DispatchSemaphore(value: 0)
            let code = await code {
                try await AdmittedCall.$current.withValue(admitted(.read, deadline: .milliseconds(5))) {
                    try await calls.answer(to: Qdrant_CountPoints()) { _ in
                        gate.wait()
                        return Qdrant_CountResponse()
                    }
                }
            }
            gate.signal()
            #expect(code == .deadlineExceeded)
        }
    }

    /// Of two limits the smaller one counts, and what runs sees it.
    @Test func theRequestsTimeoutIsADeadline() async throws {
        try await calls { calls in
            var request = Qdrant_QueryPoints()
            request.timeout = 60
            for (deadline, most) in [(nil, 60), (Duration.seconds(5), 5), (.seconds(500), 60)] as [(Duration?, Int)] {
                let answer = try await AdmittedCall.$current.withValue(admitted(.read, deadline: deadline)) {
                    try await calls.answer(to: request) { _ in
                        let left = try #require(Deadline.current) - .now
                        return Qdrant_CountResponse.with { $0.result.count = UInt64(left.components.seconds) }
                    }
                }
                #expect(Int(answer.result.count) < most && Int(answer.result.count) >= most - 3)
            }
            request.timeout = 0
            let refused = await code { [request] in
                try await AdmittedCall.$current.withValue(admitted(.read)) { try await calls.answer(to: request) { _ in Qdrant_CountResponse() } }
            }
            #expect(refused == .invalidArgument)
        }
    }

    @Test func whatIsLateIsNotBegun() async throws {
        try await calls { calls in
            for need in [Access.Need.read, .write] {
                let code = await code {
                    try await AdmittedCall.$current.withValue(admitted(need, deadline: .seconds(-1))) {
                        try await calls.answer { _ in Qdrant_CountResponse.with { $0.result.count = 1 } }
                    }
                }
                #expect(code == .deadlineExceeded)
            }
        }
    }

    @Test func changesThatHaveBegunAreAnswered() async throws {
        try await calls { calls in
            let answer = try await AdmittedCall.$current.withValue(admitted(.write, deadline: .milliseconds(500))) {
                try await calls.answer(to: Qdrant_UpsertPoints()) { _ in
                    Thread.sleep(forTimeInterval: 0.6)
                    return Qdrant_PointsOperationResponse.with { $0.result.operationID = Deadline.current == nil ? 7 : 8 }
                }
            }
            #expect(answer.result.operationID == 7)
        }
    }

    @Test func whatItsCallerLeftIsNotBegun() async throws {
        try await calls { calls in
            let handle = ServerContext.RPCCancellationHandle()
            handle.cancel()
            let code = await code {
                try await AdmittedCall.$current.withValue(admitted(.write, cancellation: handle)) { try await calls.answer { _ in Qdrant_PointsOperationResponse() } }
            }
            #expect(code == .cancelled)
        }
    }
}
#endif
