enum KindredStorageRoom {}
