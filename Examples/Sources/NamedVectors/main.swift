// Several vectors a point, each with its own dimension and measure; and what a second opening finds.
import Kindred

let path = "album.kindred"
do {
    let database = try Database(path: path)
    let album = try database.collection(
        "album",
        orCreate: .init(vectors: [
            "picture": VectorConfiguration(dimension: 4, measure: .euclidean),
            "caption": VectorConfiguration(dimension: 3, measure: .cosine),
        ]))
    try album.upsert([
        Point(id: 1, vectors: ["picture": [0, 0, 1, 1], "caption": [1, 0, 0]], payload: ["caption": "a ratel"]),
        Point(id: 2, vectors: ["picture": [0, 1, 1, 0], "caption": [0.9, 0.1, 0]], payload: ["caption": "a badger"]),
        // A point may lack a vector: searches by that one do not find it.
        Point(id: 3, vectors: ["picture": [1, 1, 0, 0]], payload: ["caption": .null]),
    ])
    // No close: whatever upsert acknowledged is on the disk by now.
}

let database = try Database(path: path)
let album = try database.collection("album")
print("points:", album.count)
var request = SearchRequest([1, 0, 0], limit: 10)
request.using = "caption"
print("by caption:", try album.search(request).map(\.id.description).joined(separator: " "))
print("without a caption:", try album.count(.field("caption").isNull))
try database.close()
