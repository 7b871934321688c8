#if Server
import Foundation
import KindredService
import Logging
import ServiceLifecycle

/// Copies the database again and again while the server serves.
///
/// A copy is due one interval after the newest in the folder or, while there is none, after the folder was last changed, so that a
/// server that is often started anew gets its backups too. One that fails is logged and counted, and tried again an interval later.
struct BackupSchedule: Service {
    private let operations: Operations
    private let plan: BackupPlan
    private let folder: BackupFolder
    private let figures: BackupFigures
    private let logger: Logger
    /// Copying blocks for long; searches must not wait behind it.
    private let thread = CPUPool(threads: 1, queue: 1)

    /// A schedule.
    /// - Throws: `ServingError.unwritable` when the folder cannot be made.
    init(_ operations: Operations, _ figures: BackupFigures, logger: Logger) throws(ServingError) {
        self.operations = operations
        self.figures = figures
        self.logger = logger
        plan = figures.plan
        do {
            folder = try BackupFolder(plan.folder)
        } catch {
            throw ServingError(.unwritable, "backup folder \(plan.folder) cannot be made: \(error.localizedDescription)")
        }
        if let newest = folder.newest { figures.found(newest) }
    }

    /// Copies until the server stops.
    func run() async throws {
        var due = firstDue
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // The wait ends early when the server stops.
            try? await cancelWhenGracefulShutdown { [due] in try await Task.sleep(until: due, clock: .continuous) }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
            await backUp()
            due = .now + plan.interval
        }
    }

    private var firstDue: ContinuousClock.Instant {
        guard let last = folder.newest ?? folder.lastChange else { return .now + plan.interval }
        let age = Duration.microseconds(Timestamp.now.microseconds - last.microseconds)
        // A clock that was put back must not put the copy off for longer than an interval.
        return .now + min(max(plan.interval - age, .zero), plan.interval)
    }

    private func backUp() async {
        let stop = StopFlag()
        do {
            let made = try await withTaskCancellationOrGracefulShutdownHandler {
                try await thread.run { [operations, folder, plan, figures] in
                    let made = try folder.add { try operations.backup(to: $0) { !stop.isSet } }
                    figures.succeeded(made.time)
                    try folder.removeOldest(keeping: plan.keep)
                    return made
                }
            } onCancelOrGracefulShutdown: {
                stop.set()
            }
            logger.info("backup made", metadata: ["path": "\(made.path)"])
        } catch {
            guard !stop.isSet else { return }
            figures.failed("\(error)")
            logger.error("backup failed", metadata: ["folder": "\(plan.folder)", "reason": "\(error)"])
        }
    }
}
#endif
