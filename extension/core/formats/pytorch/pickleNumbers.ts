import type { PickleInput } from './pickleInput';

/** A whole number of more bytes is none that anybody counts with. */
const maxLongBytes = 4096;

/** A whole number, little-endian, in two's complement. Throws LayerglassError. */
export function longOf(input: PickleInput, length: number): number | bigint {
  if (length < 0 || length > maxLongBytes) throw input.bad(`a number of ${length} bytes`);
  const bytes = input.bytes(length);
  if (length === 0) return 0;
  const size = BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
  return plainNumber(bytes[length - 1]! & 0x80 ? size - (1n << BigInt(8 * length)) : size);
}

/** `12`, `-3`, `12L`; of INT also `00` and `01`, which are False and True. Throws LayerglassError. */
export function textLong(input: PickleInput, line: string): number | bigint {
  const digits = line.trim().replace(/L$/, '');
  if (!/^[+-]?\d+$/.test(digits) || digits.length > maxLongBytes) throw input.bad('a number that is none');
  return plainNumber(BigInt(digits));
}

const plainNumber = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** `1.5`, `inf`, `nan`, as Python's `repr` has them. Throws LayerglassError. */
export function textFloat(input: PickleInput, line: string): number {
  const text = line.trim().toLowerCase();
  if (/^[+-]?inf(inity)?$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/.test(text)) return NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text)) throw input.bad('a number that is none');
  return Number(text);
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };

/** A string in quotes, as Python's `repr` of bytes has it. Throws LayerglassError. */
export function quotedText(input: PickleInput, line: string): string {
  const text = line.trim();
  const [quote] = text;
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote))
    throw input.bad('a string without quotes');
  return text
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[^])/g, (_, code: string) =>
      /^x./.test(code)
        ? String.fromCharCode(parseInt(code.slice(1), 16))
        : /^[0-7]/.test(code)
          ? String.fromCharCode(parseInt(code, 8) & 0xff)
          : (escapes[code] ?? (code === '\\' || code === "'" || code === '"' ? code : `\\${code}`)),
    );
}

/** `\u0041` and `\U00000041` are characters; all else is as it stands. */
export const rawUnicode = (line: string): string =>
  line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (all, short?: string, long?: string) => {
    const point = parseInt(short ?? long ?? '', 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });
