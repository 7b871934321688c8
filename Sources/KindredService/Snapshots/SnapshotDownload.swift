public import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Fetches snapshots over HTTP.
public enum SnapshotDownload {
    /// Fetches what a URL names straight to a file, which must be there, and is on the disk when this returns.
    ///
    ///     try await SnapshotDownload.fetch(url, limit: 64 << 30, to: file)
    ///
    /// - Parameters:
    ///   - apiKey: sent as the header `api-key`.
    ///   - limit: more bytes are refused as soon as they are announced or come.
    /// - Throws: `RequestError`: `notFound`, `badRequest` when the server refuses or sends too much, `outOfSpace`; `CancellationError`.
    public static func fetch(_ url: URL, apiKey: String? = nil, limit: Int, to file: URL) async throws {
        let receiver = SnapshotReceiver(try FileHandle(forWritingTo: file), limit: limit)
        let session = URLSession(configuration: .ephemeral, delegate: receiver, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        var request = URLRequest(url: url)
        if let apiKey { request.setValue(apiKey, forHTTPHeaderField: "api-key") }
        let task = session.dataTask(with: request)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                receiver.begin(continuation)
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
    }
}

/// Writes what comes in to a file and tells when all is there.
private final class SnapshotReceiver: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var file: FileHandle?
        var received = 0
        var refusal: (any Error)?
        var continuation: CheckedContinuation<Void, any Error>?
    }

    private let limit: Int
    private let state: Mutex<State>

    init(_ file: FileHandle, limit: Int) {
        self.limit = limit
        state = Mutex(State(file: file))
    }

    func begin(_ continuation: CheckedContinuation<Void, any Error>) { state.withLock { $0.continuation = continuation } }

    /// Keeps the first reason to stop.
    private func refuse(_ error: any Error) { state.withLock { $0.refusal = $0.refusal ?? error } }

    private func finish(_ error: (any Error)?) {
        let (file, refusal, continuation) = state.withLock { state in
            defer { (state.file, state.continuation) = (nil, nil) }
            return (state.file, state.refusal, state.continuation)
        }
        do {
            if let refusal { throw refusal }
            if let error = error as? URLError, error.code == .cancelled { throw CancellationError() }
            if let error { throw RequestError(.badRequest, "Failed to download the snapshot: \(error.localizedDescription)") }
            try file?.synchronize()
            try file?.close()
            continuation?.resume()
        } catch {
            continuation?.resume(throwing: error is CancellationError ? error : RequestError(snapshot: error))
        }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        if status == 404 {
            refuse(RequestError(.notFound, "There is no snapshot at the location: status 404"))
        } else if status != 200 {
            refuse(RequestError(.badRequest, "Failed to download the snapshot: status \(status)"))
        } else if response.expectedContentLength > Int64(limit) {
            refuse(tooLarge)
        }
        completionHandler(state.withLock { $0.refusal == nil } ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isFine = state.withLock { state in
            guard state.refusal == nil else { return false }
            state.received += data.count
            guard state.received <= limit else {
                state.refusal = tooLarge
                return false
            }
            do { try state.file?.write(contentsOf: data) } catch { state.refusal = RequestError(snapshot: error) }
            return state.refusal == nil
        }
        if !isFine { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) { finish(error) }

    private var tooLarge: RequestError { RequestError(.badRequest, "Failed to download the snapshot: it has more than \(limit) bytes") }
}
