import Foundation
import Testing

/// A .npy file of f4 or i4 in C order, as far as the fixtures need it.
struct NumpyFile {
    let shape: [Int]
    let bytes: Data

    init(fixture name: String) throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
        let data = try Data(contentsOf: url)
        try #require(data.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]))
        let length = Int(data[8]) | Int(data[9]) << 8
        let header = String(decoding: data[10..<(10 + length)], as: UTF8.self)
        try #require(header.contains("'fortran_order': False") && (header.contains("'<f4'") || header.contains("'<i4'")))
        let open = try #require(header.lastIndex(of: "(")), close = try #require(header.lastIndex(of: ")"))
        shape = header[header.index(after: open)..<close].split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
        bytes = data[(10 + length)...]
    }

    var words: [UInt32] {
        let bytes = [UInt8](bytes)
        return stride(from: 0, to: bytes.count, by: 4).map { i in
            UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 3]) << 24
        }
    }

    var floats: [Float] { words.map { Float(bitPattern: $0) } }
    var integers: [Int] { words.map { Int(Int32(bitPattern: $0)) } }
}
