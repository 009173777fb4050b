/**
 * What `torch.save` writes as `data.pkl` of a state dict of float32 tensors of 2 × 2, each in a storage of its own, by protocol
 * 2: https://github.com/python/cpython/blob/main/Lib/pickletools.py. As Python does it keeps in its memo whatever it has made.
 */
export function stateDictPickle(names: readonly string[]): Uint8Array {
  const pickle = new Pickle();
  pickle.op('\x80\x02');
  pickle.global('collections', 'OrderedDict');
  pickle.op(')R').memoize();
  for (let first = 0; first < names.length; first += batch) {
    pickle.op('(');
    for (const [i, name] of names.slice(first, first + batch).entries()) {
      pickle.text(name);
      pickle.global('torch._utils', '_rebuild_tensor_v2');
      pickle.op('((').text('storage');
      pickle.global('torch', 'FloatStorage');
      pickle
        .text(String(first + i))
        .text('cpu')
        .op('K\x04t')
        .memoize();
      pickle.op('QK\x00K\x02K\x02\x86').memoize();
      pickle.op('K\x02K\x01\x86').memoize();
      pickle.op('\x89');
      pickle.global('collections', 'OrderedDict');
      pickle.op(')R').memoize().op('t').memoize().op('R').memoize();
    }
    pickle.op('u');
  }
  return pickle.op('.').bytes();
}

/** Python's own: so many items are set at once. */
const batch = 1000;

class Pickle {
  private readonly parts: Buffer[] = [];
  private readonly kept = new Map<string, number>();
  private count = 0;

  op(codes: string): this {
    this.parts.push(Buffer.from(codes, 'latin1'));
    return this;
  }

  memoize(): this {
    return this.numbered('q', 'r', this.count++);
  }

  text(value: string): this {
    const place = this.kept.get(value);
    if (place !== undefined) return this.numbered('h', 'j', place);
    this.kept.set(value, this.count);
    const bytes = Buffer.from(value);
    const head = Buffer.from('X....');
    head.writeUInt32LE(bytes.length, 1);
    this.parts.push(head, bytes);
    return this.memoize();
  }

  global(module: string, name: string): this {
    const key = `${module}\n${name}\n`;
    const place = this.kept.get(key);
    if (place !== undefined) return this.numbered('h', 'j', place);
    this.kept.set(key, this.count);
    return this.op(`c${key}`).memoize();
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  private numbered(short: string, long: string, number: number): this {
    if (number < 256) return this.op(short + String.fromCharCode(number));
    const bytes = Buffer.from(`${long}....`);
    bytes.writeUInt32LE(number, 1);
    this.parts.push(bytes);
    return this;
  }
}
