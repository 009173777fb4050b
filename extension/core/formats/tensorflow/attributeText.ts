import { LayerglassError } from '../../../protocol/errors';
import { valueCount } from '../tensors/storedTensor';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { readComplex, readIntegers, readNumbers, readStrings } from '../tensors/tensorValues';
import { shapeOf, shapeText } from './shapeMessage';
import { readTensor, tensorValues } from './tensorMessage';
import { tensorType, typeName } from './tensorTypes';

const maxTextBytes = 200;
/** Values of a list, or of a small constant, that are shown. */
const maxShown = 16;

/**
 * An attribute of a node as text: `SAME`, `[2, 2]`, `float32`, `[?, 3]`, a function's name, a small constant's values.
 * AttrValue: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/attr_value.proto
 */
export function attributeText(scanner: ProtobufScanner, range: ByteRange): string {
  for (const part of scanner.fields(range)) {
    if (part.field === 1 && part.type === 'block') return listText(scanner, part);
    const text = valueText(scanner, part);
    if (text !== null) return text;
  }
  return '';
}

type Field = ReturnType<ProtobufScanner['fields']> extends Generator<infer F> ? F : never;

/** A value of its own, or one of a list; null where it is none. */
function valueText(scanner: ProtobufScanner, part: Field): string | null {
  if (part.type === 'varint') {
    if (part.field === 3) return String(part.value);
    if (part.field === 5) return String(part.value !== 0);
    return part.field === 6 ? typeName(part.value) : null;
  }
  if (part.type === 'float') return part.field === 4 ? String(Number(part.value.toPrecision(7))) : null;
  if (part.type !== 'block') return null;
  if (part.field === 2) return printable(scanner.text(part, maxTextBytes));
  if (part.field === 7) return shapeText(shapeOf(scanner, part));
  if (part.field === 8) return tensorText(scanner, part);
  return part.field === 9 || part.field === 10 ? functionName(scanner, part) : null;
}

function listText(scanner: ProtobufScanner, range: ByteRange): string {
  const texts: string[] = [];
  const put = (text: string): boolean => texts.push(text) > maxShown;
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block' || ![3, 4, 5, 6].includes(part.field)) {
      const text = valueText(scanner, part);
      if (text !== null && put(text)) break;
    } else if (part.field === 4) {
      const { at } = part;
      for (let place = at; place + 4 <= part.end; place += 4) {
        const bytes = scanner.bytes({ at: place, end: place + 4 });
        if (put(String(Number(new DataView(bytes.buffer).getFloat32(0, true).toPrecision(7))))) break;
      }
    } else
      for (const value of scanner.varints(part)) {
        const text = part.field === 3 ? String(value) : part.field === 5 ? String(value !== 0) : typeName(value);
        if (put(text)) break;
      }
  }
  return bracketed(texts);
}

const bracketed = (texts: readonly string[]): string =>
  `[${texts.slice(0, maxShown).join(', ')}${texts.length > maxShown ? ', …' : ''}]`;

/** A text, or that it is none: TensorFlow keeps both as bytes. */
export const printable = (text: string): string => (/[\0-\x08\x0e-\x1f\ufffd]/.test(text) ? '(bytes)' : text);

/** NameAttrList. */
function functionName(scanner: ProtobufScanner, range: ByteRange): string {
  for (const part of scanner.fields(range))
    if (part.type === 'block' && part.field === 1) return scanner.text(part, maxTextBytes);
  return '';
}

/** `float32 [3, 8]`, with the values of a small one. */
function tensorText(scanner: ProtobufScanner, range: ByteRange): string {
  const message = readTensor(scanner, range);
  const { stored, dtype, storedDtype } = tensorType(message.dtype);
  const { shape } = message;
  const named = `${storedDtype ?? dtype} ${shapeText(shape)}`;
  if (!shape || shape.some(size => size < 0) || valueCount(shape) > maxShown || stored === 'opaque') return named;
  const count = valueCount(shape);
  const entry = { name: 'value', dtype, shape, count, bytes: 0, role: 'other', model: null, layer: null } as const;
  const tensor = { entry, stored, quantization: null, ...tensorValues(scanner, message, stored, 'value', shape) };
  try {
    const values =
      stored === 'string'
        ? readStrings(tensor, 0, count).map(text => JSON.stringify(printable(text.slice(0, 50))))
        : stored.startsWith('complex')
          ? Array.from(readComplex(tensor, 0, count), String)
          : stored === 'int64' || stored === 'uint64'
            ? readIntegers(tensor, 0, count).map(String)
            : Array.from(readNumbers(tensor, 0, count), value => String(Number(value.toPrecision(7))));
    return shape.length === 0 ? (values[0] ?? '') : bracketed(values);
  } catch (error) {
    if (error instanceof LayerglassError) return named;
    throw error;
  }
}
