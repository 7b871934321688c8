/// Learning, and the matrices that it takes and gives.
@_exported public import struct KindredMath.Matrix
