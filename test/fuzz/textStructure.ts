import { maxFields, type Field } from './field';

const words = [
  '-1',
  '0',
  '1e400',
  '9007199254740993',
  '18446744073709551616',
  'null',
  '[]',
  '{}',
  '"a/../../x"',
  '"__proto__"',
  '"\u202e\\u0000"',
  '""',
];
const kindOf = (token: string): string => (/^[-\d]/.test(token) ? '0' : token[0]!);

/** Numbers, keys, strings and brackets of JSON, or a literal of Python's, at `start`; its length in `lengthBytes` before it. */
export function textFields(text: string, start: number, lengthBytes: number): Field[] {
  const tokens = [...text.matchAll(/-?\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|'[^']*'|True|False|[[\]{}():,]/g)];
  const others = byKind(tokens.map(token => token[0]));
  return tokens.slice(0, maxFields).map(({ index, 0: token }) => ({
    change(bytes, random) {
      const same = others.get(kindOf(token))!;
      const roll = random.next();
      // One like it, most often: what is no text of its kind any more is refused at once.
      const now = roll < 0.6 ? random.pick(same) : roll < 0.7 ? token + token : random.pick(words);
      const [from, to] = [start + index, start + index + token.length];
      const changed = Buffer.concat([bytes.subarray(0, from), Buffer.from(now), bytes.subarray(to)]);
      if (lengthBytes > 0) {
        const place = start - lengthBytes;
        const length = text.length + changed.length - bytes.length;
        changed.fill(0, place, start);
        changed.writeUIntLE(Math.min(length, 2 ** (8 * Math.min(lengthBytes, 6)) - 1), place, Math.min(lengthBytes, 6));
      }
      return new Uint8Array(changed);
    },
  }));
}

function byKind(tokens: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const token of tokens) {
    const group = groups.get(kindOf(token));
    if (group) group.push(token);
    else groups.set(kindOf(token), [token]);
  }
  return groups;
}
