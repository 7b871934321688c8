enum KindredRoom {}
