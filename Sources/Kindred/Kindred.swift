/// What an app imports: measures, clustering, indexes, collections that survive a crash, and sets of ids.
@_exported public import KindredClustering
@_exported public import KindredIndex
@_exported public import KindredSimilarity
@_exported public import KindredStorage
@_exported public import RoaringBitmaps
