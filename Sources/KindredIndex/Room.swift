enum KindredIndexRoom {}
