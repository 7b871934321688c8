// The same filter three ways, how hard to look, and pages of what matches.
import Kindred

let database = try Database(path: "shop.kindred")
let shop = try database.collection("shop", orCreate: .init(dimension: 16, measure: .euclidean))

// Two thousand things of known colours and prices; the vectors are a fixed pattern, so that every run prints the same.
let colours = ["red", "green", "blue", "black"]
var points: [Point] = []
for n in 0..<2_000 {
    let vector = (0..<16).map { place in Float((n * 31 + place * place * 17) % 97) / 97 }
    let payload: Payload = ["colour": .string(colours[n % 4]), "price": JSONValue(UInt64(n % 50)), "draft": .bool(n % 7 == 0)]
    points.append(Point(id: .number(UInt64(n)), vector: vector, payload: payload))
}
try shop.upsert(points)
// A field is indexed at the first filter that asks for it; declaring it does so ahead of time.
try shop.createFieldIndex("price", .integer)

// Typed by the compiler, or read from what a person wrote: one and the same.
let typed: Filter = .field("price") < 5 && .field("colour") == "red" && !.field("draft").isTrue
let written = try Filter(parsing: #"price < 5 and colour = "red" and not draft"#)
print("same filter:", typed.normalized == written.normalized)
print("matches:", try shop.count(typed))

var request = SearchRequest(Array(repeating: 0.5, count: 16), limit: 3)
request.filter = typed
request.withPayload = true
request.effort = .recall(0.95)
for hit in try shop.search(request) { print(hit.id, hit.payload?["price"] ?? .null) }

request.effort = .exact
print("exact:", try shop.search(request).map(\.id.description).joined(separator: " "))

var page = try shop.scroll(limit: 20, filter: written)
var pages = 1
while let next = page.next {
    page = try shop.scroll(from: next, limit: 20, filter: written)
    pages += 1
}
print("pages:", pages)
try database.close()
