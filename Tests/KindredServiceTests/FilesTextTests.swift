import Foundation
import Testing

@testable import KindredService

@Suite struct FilesTextTests {
    @Test func jsonLines() throws {
        let scratch = try Scratch()
        let path = try scratch.file(
            "p.jsonl",
            """
            {"id": 18446744073709551615, "vector": [1, -2.5e1], "payload": {"n": 9007199254740993, "x": 1.0}, "tag": "rö\\"t"}

            {"vector":[0.1,1e-3],"id":2,"payload":null}\r
            {"id":3,"vector":[3,4],"payload":{},"a":{"b":[1,{"c":null}]}}
            """)
        for batch in 1...4 {
            var reader = try VectorFile.open(path)
            #expect(reader.dimension == 2 && reader.rowCount == nil)
            var values = [Float]()
            var ids = [PointID]()
            var payloads = [String?]()
            while let rows = try reader.nextBatch(maxRows: batch) {
                values += rows.values
                ids += rows.ids ?? []
                payloads += rows.payloads ?? []
            }
            #expect(values == [1, -25, 0.1, 0.001, 3, 4])
            #expect(ids == [.number(.max), .number(2), .number(3)])
            #expect(payloads == [#"{"n": 9007199254740993, "x": 1.0,"tag": "rö\"t"}"#, nil, #"{"a":{"b":[1,{"c":null}]}}"#])
            #expect(reader.progress.done == reader.progress.total)
        }
        for row in 0...3 { #expect(try readAll(path, batch: 2, from: row).values == Array(([1, -25, 0.1, 0.001, 3, 4] as [Float])[(2 * row)...])) }
    }

    @Test func namedVectors() throws {
        let scratch = try Scratch()
        let path = try scratch.file(
            "n.jsonl",
            """
            {"id":"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6","vectors":{"image":[1,2],"text":[3]}}
            {"id":1,"vectors":{"text":[4]}}
            {"id":2,"vector":{"image":[5,6]}}
            """)
        let batch = try VectorFile.readAll(path)
        #expect(batch.dimension == 0 && batch.count == 3)
        #expect(batch.named == ["image": .init(dimension: 2, rows: [0, 2], values: [1, 2, 5, 6]), "text": .init(dimension: 1, rows: [0, 1], values: [3, 4])])
        #expect(batch.ids?.first?.description == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
        var reader = try VectorFile.open(path)
        #expect(try reader.nextBatch(maxRows: 1)?.named["text"]?.rows == [0])
        #expect(try reader.nextBatch(maxRows: 1)?.named["text"]?.rows == [0])
        #expect(reader.namedDimensions == ["image": 2, "text": 1])
    }

    @Test(arguments: [
        ("{\"vector\":[1,2]}\n{\"vector\":[1]}", "line 2: the row has a vector of dimension 1, the rows before have dimension 2"),
        ("{\"vector\":[1]}\n{\"id\":1,\"vector\":[1]}", "line 2: the row has an id"),
        ("{\"id\":1,\"vector\":[1]}\n\n{\"vector\":[1]}", "line 3: the row has no id"),
        ("{\"id\":-1,\"vector\":[1]}", "neither an unsigned integer nor a UUID"),
        ("{\"id\":1.5,\"vector\":[1]}", "neither an unsigned integer nor a UUID"),
        ("{\"id\":\"7\",\"vector\":[1]}", "neither an unsigned integer nor a UUID"),
        ("{\"vector\":[NaN]}", "'NaN]}' is not allowed"), ("{\"vector\":[1,-Infinity]}", "is not allowed"), ("{\"vector\":[1e39]}", "does not fit into 32-bit"),
        ("{\"vector\":[1,]}", "number expected"), ("{\"vector\":[01]}", "']' expected"), ("{\"vector\":[]}", "a vector of 0 values"),
        ("{\"vector\":[1]", "'}' expected"), ("{\"vector\":[1]} x", "after the end"), ("[1,2]", "'{' expected"), ("{\"a\":1}", "neither \"vector\" nor"),
        ("{\"vector\":[1],\"payload\":3}", "not a JSON object"), ("{\"vector\":[1],\"vector\":[2]}", "a second \"vector\""),
        ("{\"vector\":[1],\"t\":\"\\x\"}", "unknown escape"), ("{\"vector\":[[1]]}", "number expected"),
        ("\n\n", "holds no rows"),
    ])
    func malformedJSONLines(text: String, fragment: String) throws {
        let scratch = try Scratch()
        let error = survives(try scratch.file("m.jsonl", text))
        let description = try #require(error).description
        #expect(description.contains(fragment), "\(description)")
        #expect(error?.place != nil || error?.code == .empty)
    }

    @Test func deepNestingIsRefused() throws {
        let scratch = try Scratch()
        let deep = String(repeating: "[", count: 100_000)
        expectFileError(.malformed, "nested deeper") { _ = try VectorFile.open(scratch.file("d.jsonl", "{\"vector\":[1],\"x\":\(deep)")) }
    }

    /// Our number scanner against the standard library over every kind of spelling.
    @Test func numbersAsTheStandardLibraryReadsThem() throws {
        var random = SystemRandomNumberGenerator()
        var texts = ["0", "-0", "-0.0", "1e5", "1E+5", "1e-45", "123456789012345678901234567890", "0.1", "3.4028235e38", "9007199254740993", "0.30000001192092896"]
        // Middles between two floats, and just beside them.
        texts += ["16777217", "16777217.0000001", "16777216.9999999", "0.50000002980232239", "1.00000005960464477539", "5e-1", "1e22", "1e23", "1.5e-05", "99999999999999999999"]
        for _ in 0..<20_000 {
            let value = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
            if value.isFinite { texts += ["\(value)", "\(Double(value))"] }
            texts.append("\(Double.random(in: -1...1, using: &random))")
            texts.append("\(Int.random(in: -1000...1000, using: &random)).\(UInt.random(in: 0...UInt.max, using: &random))")
        }
        for text in texts {
            let bytes = Array(text.utf8)
            var scanner = JSONScanner(bytes, 0..<bytes.count)
            let value = try scanner.number()
            #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
            #expect(scanner.peek() == nil)
            var single = JSONScanner(bytes, 0..<bytes.count)
            #expect(try single.float().bitPattern == Float(text)?.bitPattern, "\(text)")
            #expect(single.peek() == nil)
        }
        for text in ["", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "01", "0x1", "--1", "nan"] {
            let bytes = Array(text.utf8)
            var scanner = JSONScanner(bytes, 0..<bytes.count)
            let value = try? scanner.number()
            #expect(value == nil || scanner.peek() != nil, "\(text)")
        }
    }

    @Test func linesAcrossBufferBorders() throws {
        let scratch = try Scratch()
        let filler = String(repeating: "x", count: 700_000)
        let text = (0..<5).map { "{\"vector\":[\($0)],\"f\":\"\(filler)\($0)\"}" }.joined(separator: "\n")
        let batch = try VectorFile.readAll(scratch.file("long.jsonl", "\u{FEFF}" + text))
        #expect(batch.values == [0, 1, 2, 3, 4])
        #expect(batch.payloads?.last == "{\"f\":\"\(filler)4\"}")
    }

    @Test func everyTruncationOfText() throws {
        let scratch = try Scratch()
        let jsonl = Array("{\"id\":1,\"vector\":[1.5,-2],\"payload\":{\"a\":\"\\u00e9\\n\"}}\n{\"id\":2,\"vector\":[3,4e1]}".utf8)
        let csv = Array("id,name,v0,v1\n1,\"a \"\"b\"\"\nc\",1,2\n2,d,3,4".utf8)
        for length in 0...jsonl.count { _ = survives(try scratch.file("t.jsonl", Array(jsonl[..<length]))) }
        for length in 0...csv.count { _ = survives(try scratch.file("t.csv", Array(csv[..<length]))) }
        #expect(survives(try scratch.file("t.jsonl", jsonl)) == nil)
        #expect(survives(try scratch.file("t.csv", csv)) == nil)
    }
}
