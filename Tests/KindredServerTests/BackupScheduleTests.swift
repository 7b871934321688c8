#if Server
import Foundation
import KindredService
import Logging
import Testing

@testable import KindredServer

@Suite final class BackupScheduleTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-backups-\(UUID().uuidString)")
    private let operations: Operations

    init() throws {
        operations = try Operations(path: folder.appending(path: "db").path)
        try operations.createCollection("c", ["vectors": ["size": 2, "distance": "Dot"]])
    }

    deinit {
        try? operations.close()
        try? FileManager.default.removeItem(at: folder)
    }

    private var backups: URL { folder.appending(path: "backups") }
    private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: backups.path)) ?? []).sorted() }

    private func figures(_ interval: Duration, keep: Int = 2) -> BackupFigures { BackupFigures(BackupPlan(folder: backups.path, interval: interval, keep: keep)) }

    /// Runs a schedule until something is so, at most for a minute.
    private func run(_ figures: BackupFigures, logger: Logger = Logger(label: "test"), until isSo: @Sendable () -> Bool) async throws {
        let schedule = try BackupSchedule(operations, figures, logger: logger)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await schedule.run() }
            for _ in 0..<6_000 where !isSo() { try? await Task.sleep(for: .milliseconds(10)) }
            group.cancelAll()
        }
        #expect(isSo())
    }

    @Test func theNewestAreKeptAndCanBeRestored() async throws {
        try FileManager.default.createDirectory(at: backups.appending(path: "mine"), withIntermediateDirectories: true)
        let oldest = backups.appending(path: "kindred-20200101T000000Z")
        try operations.backup(to: oldest.path)
        let figures = figures(.milliseconds(20)), before = Timestamp("2020-01-01T00:00:00Z")
        try await run(figures) { (figures.current.lastSuccess ?? Timestamp(microseconds: 0)) > before ?? Timestamp(microseconds: 0) }
        // What was under way may have become whole or not, and the oldest of three is removed after it.
        let made = names.filter { $0.hasPrefix("kindred-") }
        #expect((1...3).contains(made.count))
        #expect(names.contains("mine"))
        #expect(!names.contains { $0.hasPrefix(".") }, "nothing is left half made: \(names)")
        let restored = folder.appending(path: "restored").path
        try Operations.restore(from: backups.appending(path: try #require(made.last)).path, to: restored)
        let copy = try Operations(path: restored, access: .reading)
        #expect(try copy.collectionNames() == ["c"])
        try copy.close()
    }

    @Test func theFirstOfAnEmptyFolderWaitsForAnInterval() async throws {
        let figures = figures(.seconds(3_600)), schedule = try BackupSchedule(operations, figures, logger: Logger(label: "test"))
        let task = Task { try await schedule.run() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        try await task.value
        #expect(names.isEmpty)
        #expect(figures.current.lastSuccess == nil && figures.current.failures == 0)
    }

    @Test func theFirstIsMadeAtOnceWhenTheNewestIsOld() async throws {
        try operations.backup(to: backups.appending(path: "kindred-20200101T000000Z").path)
        let figures = figures(.seconds(3_600), keep: 1), old = Timestamp("2020-01-01T00:00:00Z")
        let path = backups.appending(path: "kindred-20200101T000000Z").path
        try await run(figures) { figures.current.lastSuccess != old && !FileManager.default.fileExists(atPath: path) }
        #expect(names.filter { $0.hasPrefix("kindred-") }.count == 1)
    }

    @Test func failuresAreCountedAndLogged() async throws {
        let lines = LogLines(), figures = figures(.milliseconds(20))
        let closed = try Operations(path: folder.appending(path: "closed").path)
        try closed.close()
        let schedule = try BackupSchedule(closed, figures, logger: lines.logger())
        let task = Task { try await schedule.run() }
        for _ in 0..<6_000 where figures.current.failures < 2 { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        try await task.value
        #expect(figures.current.failures >= 2 && figures.current.lastFailure != nil && figures.current.lastSuccess == nil)
        #expect(try lines.objects().first?["message"] == "backup failed")
        #expect(names.isEmpty)
    }

    @Test func aFolderThatCannotBeMadeIsAnError() throws {
        try Data().write(to: backups)
        #expect {
            try BackupSchedule(self.operations, self.figures(.seconds(1)), logger: Logger(label: "test"))
        } throws: { error in (error as? ServingError)?.code == .unwritable }
    }

    @Test func aCopyThatIsNotWantedLeavesNothing() throws {
        #expect {
            try self.operations.backup(to: self.backups.appending(path: "b").path) { false }
        } throws: { error in (error as? StorageError)?.code == .cancelled }
        #expect(names.isEmpty)
    }

    @Test func metricsAndTelemetryShowThem() async throws {
        let figures = figures(.seconds(60))
        figures.succeeded(Timestamp(microseconds: 1_764_000_000_000_000))
        figures.failed("x")
        try await ServedDoor.open(journal: Journal(backups: figures)) { door in
            let metrics = try await door.send("GET", "/metrics").text
            #expect(metrics.contains("backup_last_success_timestamp_seconds 1764000000.0\n") && metrics.contains("backup_failures_total 1\n"))
            let telemetry = try await door.result("GET", "/telemetry?details_level=1")
            #expect(telemetry.objectValue?["backups"]?.objectValue?["failures"] == 1)
        }
        try await ServedDoor.open { door in
            let metrics = try await door.send("GET", "/metrics").text
            #expect(!metrics.contains("backup_"))
        }
    }
}
#endif
