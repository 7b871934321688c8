import Foundation
import Testing

@testable import KindredService

@Suite struct FilesBinaryTests {
    @Test(arguments: ["f2", "f4", "f8", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8"], [1, 2, 5, 100])
    func npyOfEveryType(kind: String, batch: Int) throws {
        let expected = expectedGrid(floating: kind.hasPrefix("f"), signed: !kind.hasPrefix("u"))
        let path = try fixture("\(kind).npy")
        let reader = try VectorFile.open(path)
        #expect(reader.dimension == 3)
        #expect(reader.rowCount == 5)
        #expect(try readAll(path, batch: batch).values == expected)
        for row in 1...5 { #expect(try readAll(path, batch: batch, from: row).values == Array(expected[(row * 3)...])) }
    }

    @Test(arguments: ["fvecs", "bvecs", "ivecs"], [1, 3, 100])
    func vecs(kind: String, batch: Int) throws {
        let expected = expectedGrid(floating: kind == "fvecs", signed: kind != "bvecs")
        let path = try fixture("rows.\(kind)")
        #expect(try VectorFile.open(path).rowCount == 5)
        for row in 0...5 { #expect(try readAll(path, batch: batch, from: row).values == Array(expected[(row * 3)...])) }
    }

    @Test func neighboursAreIntegers() throws {
        #expect(try VectorFile.readNeighbors(fixture("rows.ivecs")) == (0..<5).map { row in (0..<3).map { Int32(3 * row + $0 - 7) } })
    }

    @Test func npyShapes() throws {
        #expect(try VectorFile.readAll(fixture("vector.npy")).values == [-2, -1.5, -1])
        #expect(try VectorFile.readAll(fixture("version2.npy")).values == expectedGrid(floating: true, signed: true))
        let images = try VectorFile.readAll(fixture("images.npy"))
        #expect(images.count == 2 && images.dimension == 12)
        #expect(images.values == (0..<24).map(Float.init))
    }

    @Test func npyRefusals() throws {
        for (name, code, text) in [
            ("fortran", FileError.Code.unsupported, "Fortran"), ("big-endian", .unsupported, "'>f4'"), ("complex", .unsupported, "'<c8'"),
            ("structured", .unsupported, "('a', '<f4')"), ("empty", .empty, "[0, 3]"), ("scalar", .unsupported, "single number"),
            ("nan", .notFinite, "row 3: value 1 is NaN"), ("beyond", .notFinite, "row 2: value 0 is infinite"),
        ] {
            expectFileError(code, text) { _ = try VectorFile.readAll(fixture("\(name).npy")) }
        }
    }

    @Test func safetensors() throws {
        let one = try VectorFile.readAll(fixture("one.safetensors"))
        #expect(one.values == expectedGrid(floating: true, signed: true))
        #expect(one.ids == (5...9).map { .number($0) })
        let path = try fixture("two.safetensors")
        expectFileError(.mismatch, "several tensors with two axes (") { _ = try VectorFile.open(path) }
        expectFileError(.mismatch, "no tensor named 'c'") { _ = try VectorFile.open(path, options: .init(tensor: "c")) }
        expectFileError(.unsupported, "type BOOL") { _ = try VectorFile.open(path, options: .init(tensor: "flags")) }
        #expect(try readAll(path, batch: 2, from: 1, options: .init(tensor: "a")).values == Array(expectedGrid(floating: true, signed: true)[3...]))
        #expect(try readAll(path, batch: 2, options: .init(tensor: "b")).values == expectedGrid(floating: false, signed: true))
    }

    @Test func bfloat16() throws {
        let scratch = try Scratch()
        let header = #"{"x":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]}}"#
        let file = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0x80, 0x3F, 0x20, 0xC0]
        #expect(try VectorFile.readAll(scratch.file("b.safetensors", file)).values == [1, -2.5])
    }

    /// All 65,536 halves against the definition: sign × mantissa × 2^exponent.
    @Test func halfPrecisionExhaustively() {
        for bits in UInt16.min...UInt16.max {
            let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
            let sign: Double = bits & 0x8000 == 0 ? 1 : -1
            let value = ElementType.half(bits)
            if exponent == 31 {
                #expect(fraction == 0 ? value == Float(sign * .infinity) : value.isNaN)
            } else {
                let expected = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
                #expect(value.bitPattern == Float(sign * expected).bitPattern, "half 0x\(String(bits, radix: 16))")
            }
        }
    }

    @Test func writersRoundTrip() throws {
        let scratch = try Scratch()
        let values = (0..<60).map { Float($0) * 1.7 - 20 }
        try VectorFileWriter.npy(values, dimension: 12, to: scratch.path("w.npy"))
        try VectorFileWriter.fvecs(values, dimension: 12, to: scratch.path("w.fvecs"))
        try VectorFileWriter.ivecs([[1, 2_000_000_001], [3, -4]], to: scratch.path("w.ivecs"))
        for name in ["w.npy", "w.fvecs"] { #expect(try readAll(scratch.path(name), batch: 2).values == values) }
        #expect(try VectorFile.readNeighbors(scratch.path("w.ivecs")) == [[1, 2_000_000_001], [3, -4]])
        try VectorFileWriter.npy(expectedGrid(floating: true, signed: true), dimension: 3, to: scratch.path("g.npy"))
        #expect(try bytes(of: scratch.path("g.npy")) == bytes(of: fixture("f4.npy")), "the same bytes as NumPy writes")
        try VectorFileWriter.npy(ids: [7, .max], to: scratch.path("i.npy"))
        var ids = try IdentifierFileReader(path: scratch.path("i.npy"))
        #expect(try ids.next(5) == [.number(7), .number(.max)])
    }

    @Test func missingDirectoryEmptyForeign() throws {
        let scratch = try Scratch()
        expectFileError(.missing, "no such file") { _ = try VectorFile.open(scratch.path("none.npy")) }
        expectFileError(.directory, "is a directory") { _ = try VectorFile.open(scratch.folder.path) }
        for format in VectorFileFormat.allCases {
            expectFileError(.empty, "empty") { _ = try VectorFile.open(scratch.file("e.\(format)", "")) }
            try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00]).write(to: scratch.folder.appendingPathComponent("png.\(format)"))
            #expect(survives(scratch.path("png.\(format)")) != nil, "\(format)")
        }
        expectFileError(.wrongFormat, "does not begin with") { _ = try VectorFile.open(scratch.file("a.npy", "PK\u{3}\u{4}0000000000")) }
        expectFileError(.wrongFormat, "no format known") { _ = try VectorFile.open(scratch.file("a.xyz", "hello")) }
        #expect(try VectorFile.open(scratch.file("noname", bytes(of: fixture("f4.npy")))).rowCount == 5)
    }

    /// Headers that claim the moon must be refused without allocating for it.
    @Test func hostileSizes() throws {
        let scratch = try Scratch()
        func npy(_ shape: String) throws -> String {
            let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n"
            return try scratch.file("h.npy", NpyHeader.magic + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8) + [0, 0, 0, 0])
        }
        for shape in ["(1000000000000, 384)", "(9223372036854775807, 9223372036854775807)", "(4294967296, 4294967296)", "(99999999999999999999, 2)", "(-1, 2)", "(2, )", "(2"] {
            #expect(survives(try npy(shape)) != nil, "\(shape)")
        }
        expectFileError(.truncated, "short of its shape") { _ = try VectorFile.open(npy("(1000000, 384)")) }
        expectFileError(.tooLarge, "header claims") { _ = try VectorFile.open(scratch.file("v.npy", NpyHeader.magic + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 50))) }
        expectFileError(.tooLarge, "header claims") { _ = try VectorFile.open(scratch.file("h.safetensors", [UInt8](repeating: 0xFF, count: 8) + Array("{}".utf8))) }
        for dimension in [Int32.max, -1, 0] {
            expectFileError(.wrongFormat, "claims \(dimension) values") {
                _ = try VectorFile.open(scratch.file("h.fvecs", ElementBytes.of([dimension, 0, 0, 0])))
            }
        }
        for (shape, offsets) in [
            ("[2,2]", "[0,99999999999]"), ("[9223372036854775807,2]", "[0,16]"), ("[2,2]", "[16,0]"), ("[2,2]", "[9223372036854775807,9223372036854775807]"), ("[2,2]", "[0,8]"), ("[-2,2]", "[0,16]"),
        ] {
            let header = #"{"x":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}}"#
            let path = try scratch.file("h.safetensors", [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [UInt8](repeating: 0, count: 16))
            #expect(survives(path) != nil, "\(shape) \(offsets)")
        }
    }

    @Test func raggedVecsNameTheRow() throws {
        let scratch = try Scratch()
        let rows = ElementBytes.of([2, 0, 0, 2, 0, 0, 3, 0, 0] as [Int32])
        expectFileError(.ragged, "row 2 has dimension 3, the rows before have 2") { _ = try VectorFile.readAll(scratch.file("r.ivecs", rows)) }
        expectFileError(.truncated, "byte 40: the file ends inside row 3") { _ = try VectorFile.open(scratch.file("t.ivecs", ElementBytes.of([2, 0, 0, 2, 0, 0, 2, 0, 0, 2] as [Int32]))) }
    }

    /// Every prefix of every fixture is either an error or, for whole rows of `.vecs`, a shorter file; never a crash.
    @Test func everyTruncation() throws {
        let scratch = try Scratch()
        for name in ["f4.npy", "f2.npy", "version2.npy", "rows.fvecs", "rows.bvecs", "rows.ivecs", "one.safetensors"] {
            let whole = try bytes(of: fixture(name))
            for length in 0..<whole.count {
                let error = survives(try scratch.file(name, Array(whole[..<length])))
                let wholeRows = name.hasPrefix("rows") && length > 0 && length % (whole.count / 5) == 0
                #expect((error == nil) == wholeRows, "\(name) cut to \(length) bytes")
            }
        }
    }

    /// Flipped bytes may change values, but never crash, hang or allocate without bound.
    @Test func flippedBytes() throws {
        let scratch = try Scratch()
        var random = SystemRandomNumberGenerator()
        for name in ["i2.npy", "rows.bvecs", "one.safetensors"] {
            let whole = try bytes(of: fixture(name))
            for index in whole.indices {
                var copy = whole
                copy[index] = UInt8.random(in: 0...255, using: &random)
                _ = survives(try scratch.file(name, copy))
            }
        }
    }

    @Test func seekBeyondTheEnd() throws {
        for name in ["f4.npy", "rows.fvecs"] {
            var reader = try VectorFile.open(fixture(name))
            try reader.seek(toRow: 5)
            #expect(try reader.nextBatch(maxRows: 1) == nil)
            expectFileError(.mismatch, "the file has 5 rows") { try reader.seek(toRow: 6) }
        }
    }

    @Test func progressEndsAtTheSize() throws {
        for name in ["f4.npy", "i8.npy", "rows.bvecs"] {
            var reader = try VectorFile.open(fixture(name))
            var last = reader.progress.done
            while try reader.nextBatch(maxRows: 2) != nil {
                #expect(reader.progress.done > last)
                last = reader.progress.done
            }
            #expect(reader.progress.total == last)
        }
    }
}
