/** How a number of an attribute is read, by its type: those that JavaScript's numbers stand for. */
export const numberReaders: Record<string, (view: DataView, isLittle: boolean) => number> = {
  int8: view => view.getInt8(0),
  uint8: view => view.getUint8(0),
  int16: (view, isLittle) => view.getInt16(0, isLittle),
  uint16: (view, isLittle) => view.getUint16(0, isLittle),
  int32: (view, isLittle) => view.getInt32(0, isLittle),
  uint32: (view, isLittle) => view.getUint32(0, isLittle),
  int64: (view, isLittle) => Number(view.getBigInt64(0, isLittle)),
  uint64: (view, isLittle) => Number(view.getBigUint64(0, isLittle)),
  float32: (view, isLittle) => view.getFloat32(0, isLittle),
  float64: (view, isLittle) => view.getFloat64(0, isLittle),
};

/** The items of an attribute, each of as many bytes. */
export const itemsIn = (bytes: Uint8Array, itemBytes: number): Uint8Array[] =>
  Array.from({ length: itemBytes > 0 ? Math.floor(bytes.length / itemBytes) : 0 }, (_, i) =>
    bytes.subarray(i * itemBytes, (i + 1) * itemBytes),
  );
