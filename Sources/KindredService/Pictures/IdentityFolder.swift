import Foundation
public import KindredLearning

/// Pictures in folders of their identities, as data sets of faces are handed out: `faces/Ada_Byron/Ada_Byron_0001.jpg`.
///
/// The order is that of the names' bytes, identities first, or that of a list; never that in which the system lists files. Hidden files, folders
/// inside an identity's folder and files that are no pictures by their names are passed over. Nothing outside the folder is read, whatever a
/// link or a list says.
public struct IdentityFolder: Sendable {
    /// The folder of all.
    public let path: String
    /// The pictures in their order, by paths below the folder.
    public let rows: [IdentityList.Row]
    /// Identities without pictures, and links that lead out of the folder.
    public let faults: [FileError]

    /// The pictures of a folder that a list names, which are not looked for yet.
    ///
    /// - Throws: `FileError`: `missing`, `unreadable`.
    public init(_ path: String, rows: [IdentityList.Row]) throws(FileError) {
        try Self.checkFolder(path)
        self.path = path
        self.rows = rows
        faults = []
    }

    /// Looks into a folder, or reads a list of what is in it.
    ///
    /// - Throws: `FileError`: `missing`, `unreadable`; `empty` for a folder without folders; `malformed` for a picture that lies in no
    ///   identity's folder and for a list that is none; `tooLarge` for a list of more than a gigabyte.
    public init(_ path: String, list: String? = nil) throws(FileError) {
        try Self.checkFolder(path)
        self.path = path
        if let list { (rows, faults) = (try IdentityList(file: list).rows, []) } else { (rows, faults) = try Self.contents(path) }
    }

    private static func contents(_ path: String) throws(FileError) -> ([IdentityList.Row], [FileError]) {
        let names = try names(in: path), boundary = FolderBoundary(path)
        if let stray = names.first(where: { isPicture($0) && !isFolder(join(path, $0)) }) {
            throw FileError(.malformed, path: join(path, stray), "lies in no identity's folder: FOLDER/IDENTITY/PICTURE is wanted")
        }
        var rows: [IdentityList.Row] = [], faults: [FileError] = []
        for name in names {
            let folder = join(path, name)
            guard isFolder(folder) else { continue }
            guard !name.contains(where: \.isControl) else {
                throw FileError(.malformed, path: folder, "has a control character in its name")
            }
            if let fault = boundary.fault(of: folder) {
                faults.append(fault)
                continue
            }
            let pictures = try Self.names(in: folder).filter(isPicture)
            if pictures.isEmpty { faults.append(FileError(.empty, path: folder, "holds no picture")) }
            rows += pictures.map { IdentityList.Row(identity: name, path: "\(name)/\($0)") }
        }
        guard !rows.isEmpty || !faults.isEmpty else {
            throw FileError(.empty, path: path, "holds no folder of pictures: FOLDER/IDENTITY/PICTURE is wanted")
        }
        return (rows, faults)
    }

    /// Whether a path is a folder, or a link to one.
    public static func isFolder(_ path: String) -> Bool {
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        return (try? place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }

    private static func checkFolder(_ path: String) throws(FileError) {
        guard FileManager.default.fileExists(atPath: path) else { throw FileError(.missing, path: path, "no such folder") }
        guard isFolder(path) else { throw FileError(.unreadable, path: path, "is no folder of pictures") }
    }

    private static func isPicture(_ name: String) -> Bool {
        ImageFile.extensions.contains(URL(fileURLWithPath: name).pathExtension.lowercased())
    }

    /// What a folder holds, in the order of the names' bytes.
    private static func names(in folder: String) throws(FileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        } catch {
            throw FileError(.unreadable, path: folder, "cannot be read: \(error.localizedDescription)")
        }
    }

    /// A path below a folder.
    static func join(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }
}

/// A folder that nothing may lead out of.
struct FolderBoundary: Sendable {
    private let root: String

    init(_ folder: String) { root = Self.resolved(folder) }

    /// Why a path below the folder is not read; nil when it may be.
    func fault(of path: String) -> FileError? {
        Self.resolved(path).hasPrefix(root.hasSuffix("/") ? root : root + "/") ? nil : FileError(.unreadable, path: path, "is a link that leads out of the folder")
    }

    private static func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
}

extension IdentityList {
    /// A longer file is no list: that of MS-Celeb-1M with its pictures has 90 GB.
    private static let bytesMax: UInt64 = 1 << 30

    /// Reads a list from a file.
    ///
    /// - Throws: `FileError`; `malformed` with the number of the line, `tooLarge`.
    public init(file path: String) throws(FileError) {
        if let size = try ByteSource(path: path).size, size > Self.bytesMax {
            throw FileError(.tooLarge, path: path, "has \(size) bytes; a list has \(Self.bytesMax) at most (of MS-Celeb-1M the columns 1 to 5 are enough: cut -f1-5)")
        }
        let text = try TextFile.read(path)
        self = try FileError.about(path) { () throws(LearningError) in try IdentityList(parsing: text) }
    }
}
