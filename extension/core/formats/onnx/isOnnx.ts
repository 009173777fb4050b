/** Fields of a ModelProto by number: those that are numbers, and the others. */
const numberFields = [1, 5];
const blockFields = [2, 3, 4, 6, 7, 8, 14, 20, 25, 26];
/** The first version that this can tell from other messages: those before it are told by their name. */
const firstVersion = 3;
const lastVersion = 127;

/** True for a name of an ONNX model, and for a file that begins as one does: with a version, then with fields of a model. */
export function isOnnx(place: string, start: Uint8Array): boolean {
  if (/\.onnx$/i.test(place)) return true;
  if (start[0] !== 8 || !(start[1]! >= firstVersion && start[1]! <= lastVersion)) return false;
  let hasProducer = false;
  for (let at = 2; at + 2 < start.length;) {
    const field = start[at]! >> 3;
    const wire = start[at]! & 7;
    if (start[at]! >= 128) return hasProducer && blockFields.includes(16 + (field & 15));
    if (wire === 0 && numberFields.includes(field)) {
      at++;
      while (start[at]! >= 128) at++;
      at++;
    } else if (wire === 2 && blockFields.includes(field)) {
      // What is long is the graph, or a text that nothing can be said of.
      if (start[at + 1]! >= 128) return hasProducer || field === 7;
      if (field === 2) hasProducer = isPlainText(start.subarray(at + 2, at + 2 + start[at + 1]!));
      if (field === 2 && !hasProducer) return false;
      at += 2 + start[at + 1]!;
    } else return false;
  }
  return hasProducer;
}

const isPlainText = (bytes: Uint8Array): boolean => bytes.every(byte => byte >= 32 && byte < 127);
