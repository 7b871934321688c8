public import RoaringBitmaps

extension SlotSet {
    /// The members of a bitmap below `universe`.
    public init(_ bitmap: RoaringBitmap, universe: Int) {
        self.init(words: bitmap.words(count: universe), universe: universe)
    }
}
