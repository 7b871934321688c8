import KindredLearning
import Testing

@Suite struct IdentityListTests {
    private func pairs(_ text: String) throws -> [[String]] { try IdentityList(parsing: text).rows.map { [$0.identity, $0.path] } }

    /// Each published form of the same two pictures.
    @Test(arguments: [
        "m.01_0d4\tm.01_0d4/26-FaceId-0.jpg\nm.0107_f\tm.0107_f/5-FaceId-1.jpg\n",
        "m.01_0d4/26-FaceId-0.jpg m.01_0d4\nm.0107_f/5-FaceId-1.jpg m.0107_f\n",
        "m.01_0d4 m.01_0d4/26-FaceId-0.jpg\r\nm.0107_f m.0107_f/5-FaceId-1.jpg\r\n",
        "m.01_0d4\t26\thttp://a/b.jpg\thttp://a\tFaceId-0\tAAAA\tBBBB\nm.0107_f\t5\thttp://c/d.jpg\thttp://c\tFaceId-1\tAAAA\tBBBB",
        "m.01_0d4\t26\thttp://a/b.jpg\thttp://a\tFaceId-0\nm.0107_f\t5\thttp://c/d.jpg\thttp://c\tFaceId-1\n",
        #"{"path": ["m.01_0d4/26-FaceId-0.jpg", "./m.0107_f//5-FaceId-1.jpg"], "id": ["m.01_0d4", "m.0107_f"]}"#,
        "\u{FEFF}\n" + #"{"path": ["m.01_0d4/26-FaceId-0.jpg", "m.0107_f/5-FaceId-1.jpg"]}"#,
    ])
    func publishedFormsAreTheSame(text: String) throws {
        #expect(try pairs(text) == [["m.01_0d4", "m.01_0d4/26-FaceId-0.jpg"], ["m.0107_f", "m.0107_f/5-FaceId-1.jpg"]])
    }

    @Test func labelsMayBeNumbersAndPathsMayHaveBlanks() throws {
        #expect(try pairs("a/b c d.jpg 17") == [["17", "a/b c d.jpg"]])
        #expect(try pairs("17 a/b c d.jpg") == [["17", "a/b c d.jpg"]])
        #expect(try pairs("Ada Byron\tada/b c.jpg") == [["Ada Byron", "ada/b c.jpg"]])
        #expect(try pairs("Ada\t1.png") == [["Ada", "1.png"]])
        #expect(try pairs(#"{"id": [3, "x"], "path": ["a/1.jpg", "534/53415754@N00/37731000_1.jpg"]}"#) == [["3", "a/1.jpg"], ["x", "534/53415754@N00/37731000_1.jpg"]])
        #expect(try pairs(#"{"path": ["534/53415754@N00/37731000_1.jpg"]}"#).first?.first == "53415754@N00")
    }

    @Test func theOrderOfTheListStays() throws {
        let names = (0..<500).map { ($0 * 7919) % 500 }
        let list = try IdentityList(parsing: names.map { "p\($0 % 9)\tp/\($0).jpg" }.joined(separator: "\n"))
        #expect(list.rows.map(\.path) == names.map { "p/\($0).jpg" })
    }

    @Test(arguments: [
        ("", "lists no picture"), ("\n \n", "lists no picture"), ("a\ta/1.jpg\nb", "line 2 is no"), ("a\ta/1.jpg\nb\t", "line 2 is no"), ("\ta/1.jpg", "line 1 is no"),
        ("a/1.jpg b/1.jpg", "line 1 is no"), ("a b", "line 1 is no"), ("a\tb\tc/1.jpg", "line 1 is no"), ("a\tx\tu\tv\tFaceId-0", "line 1 is no"),
        ("m.1\tName\t3\thttp://a\thttp://b\tAAAA", "line 1 is no"), ("a ../b/1.jpg", "does not stay inside"), ("a b/../../1.jpg", "does not stay inside"),
        ("a /etc/passwd.jpg", "does not stay inside"), ("..\t1\tu\tv\tFaceId-0", "does not stay inside"), ("a\tb/", "does not stay inside"), ("a\ta/\u{1}.jpg", "does not stay inside"),
        ("a\ta/1.jpg\n\nb\tb/1.jpg\na\ta/./1.jpg", "line 4 lists a/1.jpg, as line 1 does"), ("{", "is no JSON object"), (#"{"path": "a"}"#, "is no JSON object"),
        (#"{"id": ["a"]}"#, "is no JSON object"), (#"{"path": ["a/1.jpg"], "id": [1.5]}"#, "is no JSON object"), (#"{"path": ["a/1.jpg"], "id": []}"#, "1 paths and 0 ids"),
        (#"{"path": []}"#, "lists no picture"), (#"{"path": ["a/1.jpg", "a/1.jpg"]}"#, "row 2 lists a/1.jpg, as row 1 does"), (#"{"path": ["../a/1.jpg"]}"#, "row 1"),
        (#"{"path": ["1.jpg"]}"#, "row 1 has no identity"), (#"{"path": [""], "id": ["a"]}"#, "row 1"),
    ])
    func wrongListsSayWhere(text: String, fragment: String) {
        let error = #expect(throws: LearningError.self) { try IdentityList(parsing: text) }
        #expect(error?.code == .malformedFile && error?.message.contains(fragment) == true, "\(error?.message ?? "")")
    }
}
