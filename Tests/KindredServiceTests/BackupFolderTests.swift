import Foundation
import KindredService
import Testing

@testable import KindredService

@Suite final class BackupFolderTests {
    private let url = FileManager.default.temporaryDirectory.appending(path: "kindred-folder-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: url) }

    private func make(_ name: String) throws { try FileManager.default.createDirectory(at: url.appending(path: name), withIntermediateDirectories: true) }

    private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

    @Test func namesTellTheSecond() {
        #expect(BackupFolder.name(1_764_480_000) == "kindred-20251130T052000Z")
        #expect(BackupFolder.time(of: "kindred-20251130T052000Z") == Timestamp(microseconds: 1_764_480_000_000_000))
    }

    @Test(arguments: [
        "kindred-20251330T052000Z", "kindred-20251130T052000", "kindred-2025113T052000Z", "xkindred-20251130T052000Z", "kindred-20251130T052000Z.old",
        ".kindred-20251130T052000Z.partial-1", "kindred-20251130T256000Z", "kindred-٢٠٢٥١١٣٠T052000Z", "",
    ]) func otherNamesTellNothing(name: String) { #expect(BackupFolder.time(of: name) == nil) }

    @Test func onlyTheOldestBackupsAreRemoved() throws {
        let folder = try BackupFolder(url.path)
        for name in ["kindred-20250101T000000Z/a", "kindred-20250102T000000Z", "kindred-20250103T000000Z", "kindred-20250103T000000Z.old", "other"] { try make(name) }
        try Data().write(to: url.appending(path: "kindred-20240101T000000Z"))
        let elsewhere = FileManager.default.temporaryDirectory.appending(path: "kindred-elsewhere-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: elsewhere) }
        try FileManager.default.createSymbolicLink(at: url.appending(path: "kindred-20240102T000000Z"), withDestinationURL: elsewhere)
        #expect(folder.newest == Timestamp("2025-01-03T00:00:00Z"))
        try folder.removeOldest(keeping: 2)
        #expect(
            names == [
                "kindred-20240101T000000Z", "kindred-20240102T000000Z", "kindred-20250102T000000Z", "kindred-20250103T000000Z", "kindred-20250103T000000Z.old", "other",
            ])
        try folder.removeOldest(keeping: 2)
        #expect(names.count == 6)
    }

    @Test func aNameThatIsTakenIsNotUsed() throws {
        let folder = try BackupFolder(url.path)
        var paths: Set<String> = []
        for _ in 0..<3 {
            let made = try folder.add { try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false) }
            paths.insert(made.path)
        }
        #expect(paths.count == 3 && folder.backups.count == 3)
    }

    @Test func aBackupThatFailsIsNone() throws {
        let folder = try BackupFolder(url.path)
        #expect(throws: StorageError.self) { try folder.add { _ in throw StorageError(.diskFull, "x") } }
        #expect(folder.newest == nil && folder.lastChange != nil)
    }
}
