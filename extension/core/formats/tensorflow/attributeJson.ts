import type { Shape } from '../../../protocol/model';
import { printable } from './attributeText';
import { shapeText } from './shapeMessage';

/** Values of a list that are shown; characters of a text. */
const maxShown = 16;
const maxText = 200;
const maxAxes = 255;

export const objectOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
/** Names are texts; anything else is none. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1024) : '');

const words = new Map([
  ['DT_FLOAT', 'float32'],
  ['DT_DOUBLE', 'float64'],
  ['DT_HALF', 'float16'],
]);
/** TensorFlow's types by name or, in files of the first converters, by number: `DT_FLOAT`, 1. */
export function jsonDtype(type: unknown): string {
  if (typeof type === 'number') return ['', 'float32', 'float64', 'int32', 'uint8'][type] ?? `type ${type}`;
  const name = textIn(type);
  return words.get(name) ?? name.replace(/^DT_/, '').toLowerCase();
}

/** TensorShapeProto; null where not even the number of axes is known. Sizes are texts or numbers. */
export function jsonShape(json: unknown): Shape | null {
  const shape = objectOf(json);
  if (!shape || shape['unknownRank'] === true) return null;
  const dims = Array.isArray(shape['dim']) ? (shape['dim'] as unknown[]).slice(0, maxAxes) : [];
  return dims.map(dim => {
    const size = Number(objectOf(dim)?.['size'] ?? 0);
    return Number.isSafeInteger(size) && size >= 0 ? size : null;
  });
}

/** An attribute of a node as text: `SAME`, `[2, 2]`, `float32`, `[?, 3]`, a function's name. */
export function jsonAttribute(json: unknown): string {
  const value = objectOf(json);
  if (!value) return '';
  const list = objectOf(value['list']);
  if (list) {
    const [kind, items] = Object.entries(list).find(([, each]) => Array.isArray(each) && each.length > 0) ?? [];
    const all = (items as unknown[] | undefined) ?? [];
    const texts = all.slice(0, maxShown).map(item => plainText(kind!, item));
    return `[${texts.join(', ')}${all.length > maxShown ? ', …' : ''}]`;
  }
  const [kind, plain] = Object.entries(value)[0] ?? [];
  return kind === undefined ? '' : plainText(kind, plain);
}

/** @param kind the field of AttrValue, which JSON spells as itself */
function plainText(kind: string, value: unknown): string {
  switch (kind) {
    case 's':
      return bytesText(value);
    case 'type':
      return jsonDtype(value);
    case 'shape':
      return shapeText(jsonShape(value));
    case 'func':
      return textIn(objectOf(value)?.['name']).slice(0, maxText);
    case 'tensor': {
      const tensor = objectOf(value);
      return `${jsonDtype(tensor?.['dtype'])} ${shapeText(jsonShape(tensor?.['tensorShape']))}`;
    }
    default:
      return ['string', 'number', 'boolean'].includes(typeof value) ? String(value).slice(0, maxText) : '';
  }
}

/** Bytes are base64 in JSON, or a list of numbers in old files. */
function bytesText(value: unknown): string {
  const bytes = Array.isArray(value)
    ? Uint8Array.from(value.slice(0, maxText) as number[])
    : Buffer.from(textIn(value).slice(0, 4 * maxText), 'base64');
  return printable(new TextDecoder().decode(bytes).slice(0, maxText));
}
