enum RoaringBitmapsRoom {}
