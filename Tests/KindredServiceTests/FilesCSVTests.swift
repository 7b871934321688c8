import Foundation
import Testing

@testable import KindredService

@Suite struct FilesCSVTests {
    private func read(_ text: String, _ columns: VectorColumns = .automatic, name: String = "a.csv") throws -> VectorBatch {
        let scratch = try Scratch()
        return try VectorFile.readAll(scratch.file(name, text), options: .init(vectorColumns: columns))
    }

    @Test func vectorColumnOfJSON() throws {
        let batch = try read("id,vector,price,tag,ok,zip\r\n7,\"[1, 2.5]\",1.50,\"rot, \"\"hell\"\"\",true,007\r\n8,\"[3,4]\",,blau,false,\"12\"\r\n")
        #expect(batch.values == [1, 2.5, 3, 4])
        #expect(batch.ids == [.number(7), .number(8)])
        #expect(batch.payloads == [#"{"price":1.50,"tag":"rot, \"hell\"","ok":true,"zip":"007"}"#, #"{"tag":"blau","ok":false,"zip":"12"}"#])
    }

    @Test func numberedColumnsInTheirOrder() throws {
        let batch = try read("v10,v9,name,v11\n2,1,x,3\n5,4,y,+.5")
        #expect(batch.values == [1, 2, 3, 4, 5, 0.5])
        #expect(batch.payloads == [#"{"name":"x"}"#, #"{"name":"y"}"#])
        #expect(batch.ids == nil)
    }

    @Test func chosenColumns() throws {
        let text = "id,age,x,y,name\n1,30,0.5,0.25,ann\n2,40,1,2,bob"
        #expect(try read(text, .names(["y", "x"])).values == [0.25, 0.5, 2, 1])
        #expect(try read(text, .names(["y", "x"])).payloads?.first == #"{"age":30,"name":"ann"}"#)
        #expect(try read(text, .numeric).values == [30, 0.5, 0.25, 40, 1, 2])
        expectFileError(.mismatch, "is not clear") { _ = try read(text) }
        expectFileError(.mismatch, "no column is named 'z'; there are id, age") { _ = try read(text, .names(["z"])) }
        expectFileError(.mismatch, "no columns are named 'v'") { _ = try read(text, .prefix("v")) }
    }

    @Test func withoutHeaderAndTabs() throws {
        #expect(try read("1,2\n3,4").values == [1, 2, 3, 4])
        let tabs = try read("id\tvector\tn\n5\t[1,2]\ta,b", name: "a.tsv")
        #expect(tabs.values == [1, 2] && tabs.payloads == [#"{"n":"a,b"}"#])
    }

    @Test func quotedLineEndsAndSeek() throws {
        let scratch = try Scratch()
        let path = try scratch.file("q.csv", "note,v0,v1\n\"one\n\ntwo\",1,2\nplain,3,4\n\"\",5,6\n")
        #expect(try VectorFile.readAll(path).payloads == [#"{"note":"one\n\ntwo"}"#, #"{"note":"plain"}"#, #"{"note":""}"#])
        for row in 0...3 { #expect(try readAll(path, batch: 1, from: row).values == Array(([1, 2, 3, 4, 5, 6] as [Float])[(2 * row)...])) }
        expectFileError(.mismatch, "cannot continue at row 4: the file has 3 rows") { _ = try readAll(path, batch: 1, from: 4) }
    }

    @Test func choicesAsText() {
        #expect(VectorColumns("auto") == .automatic && VectorColumns("numeric") == .numeric)
        #expect(VectorColumns("dim_*") == .prefix("dim_") && VectorColumns("a,b") == .names(["a", "b"]))
        #expect(VectorColumns("") == nil && VectorColumns("a,,b") == nil)
    }

    @Test(arguments: [
        ("v0,v1\n1,2\n3", "line 3: 1 fields where 2 are expected"), ("v0,v1\n1,2\n3,x", "line 3: field 2 is not a number: 'x'"), ("v0,v1\n1,2\n3,", "field 2 is not a number"),
        ("v0,v1\n1,nan", "line 2: field 2 is not a finite"), ("v0,v1\n1,1e99", "not a finite 32-bit"), ("a,vector\nx,\"[1,2]\"\ny,\"[1]\"", "line 3: the vector has dimension 1"),
        ("a,vector\nx,\"[1,2", "line 2: a quoted field does not end"), ("a,vector\nx,\"[1]\"2", "text after a closing quote"), ("v0,v1", "has a header and no rows"),
        ("id,v0,v1\nx,1,2", "the id 'x' is neither"),
    ])
    func malformed(text: String, fragment: String) throws {
        let scratch = try Scratch()
        let error = try #require(survives(try scratch.file("m.csv", text)))
        #expect(error.description.contains(fragment), "\(error)")
    }
}
