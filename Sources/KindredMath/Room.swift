enum KindredMathRoom {}
