import Foundation

extension StorageError {
    /// What the operating system refused, as an error: a full disk, a missing right, or plain failure.
    static func system(_ what: String, _ number: Int32) -> StorageError {
        let reason = String(cString: strerror(number))
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT: .diskFull
            case EACCES, EPERM, EROFS: .readOnly
            case ENOENT: .notFound
            case ENOMEM: .memoryLimit
            default: .io
            }
        return StorageError(code, "could not \(what): \(reason)")
    }
}
