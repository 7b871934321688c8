enum KindredServiceRoom {}
