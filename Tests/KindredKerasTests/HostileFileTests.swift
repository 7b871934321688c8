#if Keras
import Foundation
import KindredMath
import KindredNN
import Testing

@testable import KindredKeras

/// What is no model, or none that is computed, is refused in one line.
@Suite struct HostileFileTests {
    private func read(_ path: String) throws(KerasError) -> SequentialModel { try SequentialModel(contentsOf: path) }

    @Test(arguments: Expected.all.refused.keys.sorted()) func refusalsNameWhatIsWrong(_ name: String) throws {
        let error = try #require(throws: KerasError.self) { try read(Expected.path(name)) }
        let word = try #require(Expected.all.refused[name])
        #expect(word.isEmpty || error.message.contains(word), "\(error)")
        #expect(error.path == Expected.path(name))
        #expect(!error.description.contains { $0.isNewline })
        if !word.isEmpty { #expect(error.code == .unsupported) }
    }

    @Test func filesThatAreNoneSayWhatTheyAre() throws {
        #expect(throws: KerasError.self) { try read("/nowhere/at/all.h5") }
        for (text, word) in [
            ("", "is empty"), (String(repeating: "hello", count: 100), "neither"), ("PK\u{3}\u{4}" + String(repeating: "x", count: 99), "zip"),
            ("\u{7}\0\0\0\0\0\0\0{\"a\":1}    ", "header"),
        ] {
            let file = try TemporaryFile(Data(text.utf8))
            let error = try #require(throws: KerasError.self) { try read(file.path) }
            #expect(error.message.contains(word), "\(error)")
        }
        let error = try #require(throws: KerasError.self) { try read(Expected.path("last.weights.h5")) }
        #expect(error.message.contains("to_json"))
        #expect(throws: KerasError.self) { try SequentialModel(contentsOf: Expected.path("stack.h5"), configuration: Expected.path("last.json")) }
    }

    @Test(arguments: ["last.h5", "last.keras", "keras2.h5"]) func truncatedFilesAreRefused(_ name: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Expected.path(name)))
        for place in 0..<40 {
            let file = try TemporaryFile(data.prefix(data.count * place / 40))
            #expect(throws: KerasError.self, "\(place) of 40 parts") { try read(file.path) }
        }
    }

    /// Bytes that were changed give an error or a model, and never the end of this process.
    @Test(arguments: ["last.h5", "last.keras", "keras2.h5", "both.keras"]) func changedFilesDoNoHarm(_ name: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Expected.path(name)))
        var random = SeededRandom(seed: 5)
        for trial in 0..<60 {
            var changed = data
            for _ in 0..<(1 << (trial % 6)) {
                let place = random.integer(below: trial % 2 == 0 ? data.count : min(data.count, 8_192))
                changed[place] = trial % 3 == 0 ? 0xFF : UInt8(random.integer(below: 256))
            }
            let file = try TemporaryFile(changed)
            do {
                let model = try read(file.path)
                #expect(model.parameterCount > 0)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    /// Files on which libhdf5 1.10.8 crashes: an object header whose message claims more than there is.
    @Test func aFailingLibraryIsAnError() throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: Expected.path("last.h5")))
        // Every second byte of the metadata: whatever libhdf5 makes of it, it is another process.
        for place in stride(from: 96, to: 4_096, by: 2) { data[place] = 0xFF }
        let file = try TemporaryFile(data)
        #expect(throws: KerasError.self) { try read(file.path) }
    }

    /// Keras 2 writes functional models in another way, and Sequential ones of 2016 as a list alone.
    @Test func configurationsOfKeras2AreRead() throws {
        func layer(_ kind: String, _ name: String, _ source: String?, _ more: String = "") -> String {
            #"{"class_name": "\#(kind)", "name": "\#(name)", "config": {"name": "\#(name)"\#(more)}, "inbound_nodes": [\#(source.map { #"[["\#($0)", 0, 0, {}]]"# } ?? "")]}"#
        }
        func model(_ layers: [String]) -> String {
            #"{"class_name": "Functional", "config": {"name": "m", "layers": [\#(layers.joined(separator: ","))], "input_layers": [["a", 0, 0]], "output_layers": [["d", 0, 0]]}}"#
        }
        let input = layer("InputLayer", "a", nil, #", "batch_input_shape": [null, 6, 4]"#)
        let chain = try ModelConfiguration(json: model([input, layer("LSTM", "l", "a"), layer("Dense", "d", "l")]))
        #expect(chain.layers.map(\.kind) == ["LSTM", "Dense"] && chain.inputShape == [6, 4])
        #expect(throws: KerasError.self) { try ModelConfiguration(json: model([input, layer("LSTM", "l", "a"), layer("LSTM", "m", "a"), layer("Dense", "d", "l")])) }
        #expect(throws: KerasError.self) { try ModelConfiguration(json: model([input, layer("LSTM", "l", "d"), layer("Dense", "d", "l")])) }
        let list = try ModelConfiguration(json: #"{"class_name": "Sequential", "config": [{"class_name": "Dense", "config": {"name": "d", "units": 2, "batch_input_shape": [null, 3]}}]}"#)
        #expect(list.layers.count == 1 && list.inputShape == [3])
    }

    @Test func configurationsThatLieAreRefused() throws {
        let input = #"{"class_name": "InputLayer", "config": {"batch_shape": [null, 6, 4]}}"#
        func sequential(_ layers: String) -> String { #"{"class_name": "Sequential", "config": {"name": "s", "layers": [\#(layers)]}}"# }
        for json in [
            "", "null", "[]", "{}", #"{"class_name": "Sequential"}"#, sequential(""), sequential(input), sequential("1"), sequential(#"{"class_name": 1}"#),
            #"{"class_name": "Subclassed", "config": {}}"#, sequential(input + "," + input), String(repeating: "[", count: 100_000),
            sequential(#"{"class_name": "InputLayer", "config": {"batch_shape": [null, -6, 4]}}, {"class_name": "Flatten", "config": {}}"#),
            sequential(#"{"class_name": "InputLayer", "config": {"batch_shape": [null, 1e300]}}, {"class_name": "Flatten", "config": {}}"#),
            #"{"class_name": "Functional", "config": {"layers": [], "input_layers": ["a", 0, 0], "output_layers": ["b", 0, 0]}}"#,
            #"{"class_name": "Functional", "config": {"layers": [{"class_name": "Dense", "config": {"name": "a"}, "inbound_nodes": [[["a", 0, 0, {}]]]}], "input_layers": [["b", 0, 0]], "output_layers": [["a", 0, 0]]}}"#,
        ] {
            #expect(throws: KerasError.self, "\(json.prefix(100))") { try ModelConfiguration(json: json) }
        }
    }
}
#endif
