/** A pickle that is written by hand: of protocol 2, without a memo. */
export function pickleOf(make: (pickle: typeof parts) => Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80, 2]), make(parts), Buffer.from('.')]);
}

type Plain = null | boolean | number | string | Buffer;

function plain(value: Plain): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (value === null) return Buffer.from('N');
  if (typeof value === 'boolean') return Buffer.from([value ? 0x88 : 0x89]);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([Buffer.from('X'), uint32(text.length), text]);
  }
  const long = Buffer.alloc(8);
  long.writeBigInt64LE(BigInt(value));
  return Buffer.concat([Buffer.from([0x8a, 8]), long]);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const parts = {
  tuple: (items: readonly Plain[]): Buffer => Buffer.concat([Buffer.from('('), ...items.map(plain), Buffer.from('t')]),
  dict: (entries: readonly [Plain, Plain][]): Buffer =>
    Buffer.concat([Buffer.from('}('), ...entries.flat().map(plain), Buffer.from('u')]),
  /** @param path module and name, a blank between */
  global: (path: string): Buffer => Buffer.from(`c${path.replace(' ', '\n')}\n`),
  call: (path: string, args: readonly Plain[]): Buffer =>
    Buffer.concat([parts.global(path), parts.tuple(args), Buffer.from('R')]),
  storage: (type: string, key: string, count: number): Buffer =>
    Buffer.concat([parts.tuple(['storage', parts.global(type), key, 'cpu', count]), Buffer.from('Q')]),
};
