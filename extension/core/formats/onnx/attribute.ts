import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';

/** An attribute of a node. */
export interface Attribute {
  name: string;
  /** Plain ones as text; null where it is a tensor or graph. */
  text: string | null;
  tensors: ByteRange[];
  sparse: ByteRange[];
  graphs: ByteRange[];
}

const maxItems = 32;
const maxTextBytes = 200;
const maxInner = 10_000;

/** Reads an AttributeProto; what is in it is told by where it is. Throws LayerglassError `bad-message`. */
export function readAttribute(scanner: ProtobufScanner, range: ByteRange): Attribute {
  const attribute: Attribute = { name: '', text: null, tensors: [], sparse: [], graphs: [] };
  const items: string[] = [];
  let count = 0;
  let isList = false;
  const add = (item: () => string): void => {
    if (count++ < maxItems) items.push(item());
  };
  const inner = (list: ByteRange[], { at, end }: ByteRange): void => {
    if (list.length < maxInner) list.push({ at, end });
  };
  for (const f of scanner.fields(range)) {
    isList ||= f.field >= 7 && f.field <= 9;
    if (f.type !== 'block') {
      if (f.field === 20) isList ||= f.value >= 6 && f.value <= 8;
      else if (f.field === 3 || f.field === 8) add(() => String(f.value));
      else if (f.field === 2 || f.field === 7) add(() => floatText(f.value));
    } else if (f.field === 1) attribute.name = scanner.text(f);
    else if (f.field === 4 || f.field === 9) add(() => scanner.text(f, maxTextBytes));
    else if (f.field === 21) add(() => `@${scanner.text(f, maxTextBytes)}`);
    else if (f.field === 5 || f.field === 10) inner(attribute.tensors, f);
    else if (f.field === 22 || f.field === 23) inner(attribute.sparse, f);
    else if (f.field === 6 || f.field === 11) inner(attribute.graphs, f);
    else if (f.field === 8) for (const value of scanner.varints(f)) add(() => String(value));
    else if (f.field === 7) for (let at = f.at; at + 4 <= f.end; at += 4) add(() => floatText(floatAt(scanner, at)));
  }
  const more = count > maxItems ? `, … (${count})` : '';
  if (isList) attribute.text = `[${items.join(', ')}${more}]`;
  else if (count > 0) attribute.text = items[0]!;
  return attribute;
}

/** The digits that a float32 holds. */
const floatText = (value: number): string => String(Number(value.toPrecision(7)));
const floatAt = (scanner: ProtobufScanner, at: number): number =>
  new DataView(scanner.bytes({ at, end: at + 4 }).buffer).getFloat32(0, true);
