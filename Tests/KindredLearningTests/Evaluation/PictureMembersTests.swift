import KindredLearning
import Testing

@Suite struct PictureMembersTests {
    private static func rows(_ paths: [String]) -> [IdentityList.Row] {
        paths.map { IdentityList.Row(identity: String($0.prefix { $0 != "/" }), path: $0) }
    }

    @Test func numbersInNamesAreTheMembers() {
        let members = PictureMembers(Self.rows(["Ada_Byron/Ada_Byron_0012.jpg", "Ada_Byron/Ada_Byron_0002.png", "Ada_Byron/x.jpg", "Ada_Byron/Ada_Byron_10000.jpg"]))
        let found = [2, 12, 10_000, 1, 3].map { members.row(of: .init("Ada_Byron", $0)) }
        #expect(found == [1, 0, 3, nil, nil])
        #expect(members.count(of: "Ada_Byron") == 4 && members.count(of: "Ada") == 0)
    }

    /// Three digits, the name of another, and number 0 are no numbers of Labeled Faces in the Wild.
    @Test func otherPicturesAreCountedByTheirNames() {
        let members = PictureMembers(Self.rows(["Ada/b.jpg", "Ben/Ben_001.jpg", "Ada/Ben_0001.jpg", "Ada/Z.jpg", "Ben/Ben_0000.jpg", "Ada/a.jpg", "Ben/Ben_00001.jpg"]))
        #expect((0...5).map { members.row(of: .init("Ada", $0)) } == [nil, 2, 3, 5, 0, nil])
        #expect((1...4).map { members.row(of: .init("Ben", $0)) } == [4, 6, 1, nil])
        #expect(members.row(of: .init("Cem", 1)) == nil)
    }

    @Test func pairsOfWhatIsLeftOutAreNone() throws {
        let list = try VerificationPairs(parsing: "2 1\nA 1 2\nA 1 B 1\nB 1 2\nB 2 A 2\n")
        let members = PictureMembers(Self.rows(["B/2.jpg", "A/2.jpg", "A/1.jpg", "B/1.jpg"]))
        #expect(try list.rows(among: members).map { $0.map { [$0.first, $0.second] } } == [[2, 1], [2, 3], [3, 0], [0, 1]])
        #expect(try list.rows(among: members, leftOut: [0]).map { $0 == nil } == [false, false, true, true])
        let error = #expect(throws: LearningError.self) { try list.rows(among: PictureMembers(Self.rows(["A/1.jpg", "A/2.jpg", "B/1.jpg"]))) }
        #expect(error?.message == "B has 1 pictures, and no number 2")
    }
}
