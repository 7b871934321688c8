enum KindredSimilarityRoom {}
