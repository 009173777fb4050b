import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';

/** An attribute of a node. */
export interface Attribute {
  name: string;
  /** Plain ones as text; null where it is a tensor or graph. */
  text: string | null;
  /** All values of a list of real numbers, of which `text` has the first. */
  floats: number[];
  tensors: ByteRange[];
  sparse: ByteRange[];
  graphs: ByteRange[];
}

const maxItems = 32;
const maxTextBytes = 200;
const maxInner = 10_000;

/**
 * Reads an AttributeProto; tensors and graphs in it are told by where they are. Throws LayerglassError `bad-message`.
 * @param room for values of lists of real numbers: of longer ones `floats` has as many
 */
export function readAttribute(scanner: ProtobufScanner, range: ByteRange, room: number): Attribute {
  const attribute: Attribute = { name: '', text: null, floats: [], tensors: [], sparse: [], graphs: [] };
  const items: string[] = [];
  let count = 0;
  let isList = false;
  const add = (item: () => string): void => {
    if (count++ < maxItems) items.push(item());
  };
  const addFloat = (value: number): void => {
    if (attribute.floats.length < room) attribute.floats.push(value);
    add(() => floatText(value));
  };
  const inner = (list: ByteRange[], { at, end }: ByteRange): void => {
    if (list.length < maxInner) list.push({ at, end });
  };
  for (const f of scanner.fields(range)) {
    isList ||= f.field >= 7 && f.field <= 9;
    if (f.type !== 'block') {
      if (f.field === 20) isList ||= f.value >= 6 && f.value <= 8;
      else if (f.field === 3 || f.field === 8) add(() => String(f.value));
      else if (f.field === 2) add(() => floatText(f.value));
      else if (f.field === 7) addFloat(f.value);
    } else if (f.field === 1) attribute.name = scanner.text(f);
    else if (f.field === 4 || f.field === 9) add(() => scanner.text(f, maxTextBytes));
    else if (f.field === 21) add(() => `@${scanner.text(f, maxTextBytes)}`);
    else if (f.field === 5 || f.field === 10) inner(attribute.tensors, f);
    else if (f.field === 22 || f.field === 23) inner(attribute.sparse, f);
    else if (f.field === 6 || f.field === 11) inner(attribute.graphs, f);
    else if (f.field === 8) for (const value of scanner.varints(f)) add(() => String(value));
    else if (f.field === 7) for (const value of packedFloats(scanner, f)) addFloat(value);
  }
  const more = count > maxItems ? `, … (${count})` : '';
  if (isList) attribute.text = `[${items.join(', ')}${more}]`;
  else if (count > 0) attribute.text = items[0]!;
  return attribute;
}

/** The digits that a float32 holds. */
const floatText = (value: number): string => String(Number(value.toPrecision(7)));

function* packedFloats(scanner: ProtobufScanner, { at, end }: ByteRange): Generator<number> {
  for (let from = at; from + 4 <= end; from += 4 * chunkFloats) {
    const bytes = scanner.bytes({ at: from, end: Math.min(from + 4 * chunkFloats, end) });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i + 4 <= bytes.length; i += 4) yield view.getFloat32(i, true);
  }
}
const chunkFloats = 1024;
