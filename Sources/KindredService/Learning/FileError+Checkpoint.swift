import KindredNN

extension FileError {
    /// What is wrong with a file of tensors.
    init(_ error: CheckpointError, _ path: String, isReading: Bool) {
        let code: Code =
            switch error.code {
            case .notFound: .missing
            case .io: isReading ? .unreadable : .unwritable
            case .wrongFormat: .wrongFormat
            case .truncated: .truncated
            case .mismatch: .mismatch
            case .unsupported: .unsupported
            default: .malformed
            }
        self.init(code, path: path, error.message)
    }
}
