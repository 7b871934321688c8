#if Keras
import CZip
import Foundation

/// Reads single files out of a zip archive, through libzip.
enum ZipArchive {
    /// The bytes of an entry.
    ///
    /// - Throws: `damaged` when libzip refuses the archive or the entry's checksum, `malformed` when there is no such entry, `tooLarge`.
    static func entry(_ name: String, of path: String, limit: Int = .max) throws(KerasError) -> [UInt8] {
        var code: Int32 = 0
        guard let archive = unsafe zip_open(path, ZIP_RDONLY, &code) else { throw KerasError(.damaged, "is no zip archive that libzip can open: truncated or damaged") }
        defer { unsafe zip_discard(archive) }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        var status = unsafe zip_stat_t()
        guard unsafe zip_stat(archive, name, 0, &status) == 0 else { throw KerasError(.malformed, "holds no \(name), as a Keras archive does") }
        let length = unsafe status.size
        guard length <= UInt64(limit), length <= UInt64(size) * UInt64(ModelLimits.compression) else {
            throw KerasError(.tooLarge, "\(name) claims \(length) bytes in an archive of \(size)")
        }
        guard let file = unsafe zip_fopen(archive, name, 0) else { throw KerasError(.damaged, "\(name) cannot be opened in the archive") }
        defer { _ = unsafe zip_fclose(file) }
        var got = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, filled in
            // A last read past the end lets libzip compare the checksum.
            while got < buffer.count {
                let count = unsafe zip_fread(file, buffer.baseAddress.map { unsafe $0 + got }, UInt64(buffer.count - got))
                guard count > 0 else { break }
                got += Int(count)
            }
            filled = got
        }
        var end: UInt8 = 0
        guard got == Int(length), unsafe zip_fread(file, &end, 1) == 0 else { throw KerasError(.damaged, "\(name) is not what the archive says of it: truncated or damaged") }
        return bytes
    }
}
#endif
