import Foundation
import KindredNN

/// What Keras says of the fixtures.
struct Expected: Decodable, Sendable {
    struct Array: Decodable, Sendable {
        let shape: [Int]
        let values: [Float]
    }

    struct Case: Decodable, Sendable {
        let input: String
        let shape: [Int]
        let output: [Float]
        let parameters: Int
    }

    struct Tokenized: Decodable, Sendable {
        struct Options: Decodable, Sendable {
            let num_words: Int?
            let oov_token: String?
            let char_level: Bool?
            let lower: Bool?
            let filters: String?
            let split: String?
        }

        let options: Options
        let json: String
        let index: [String: Int]
        let sequences: [[Int]]
    }

    struct Padded: Decodable, Sendable {
        struct Options: Decodable, Sendable {
            let maxlen: Int?
            let padding: String?
            let truncating: String?
            let value: Int?
        }

        let options: Options
        let result: [[Int]]
    }

    let inputs: [String: Array]
    let cases: [String: Case]
    let refused: [String: String]
    let corpus: [String]
    let asked: [String]
    let tokenizers: [Tokenized]
    let padded: [Padded]
    let said: [String: String]

    static let all: Expected = {
        guard let data = try? Data(contentsOf: fixtures.appending(path: "expected.json")), let expected = try? JSONDecoder().decode(Expected.self, from: data) else {
            preconditionFailure("the fixtures cannot be read")
        }
        return expected
    }()

    static let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")

    static func path(_ name: String) -> String { fixtures.appending(path: name).path }

    func input(_ name: String) -> Tensor<Float> {
        guard let array = inputs[name] else { preconditionFailure("no input \(name)") }
        return Tensor(array.values, shape: array.shape)
    }
}

/// A file that is gone when its owner is.
final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.appending(path: "kindred-keras-\(UUID().uuidString)").path

    init(_ data: Data) throws { try data.write(to: URL(fileURLWithPath: path)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
