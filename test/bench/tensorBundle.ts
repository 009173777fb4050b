import * as fs from 'node:fs';
import { maskedCrc32c } from '../../extension/core/runs/crc32c';
import { ProtobufWriter } from '../../extension/core/runs/protobufWriter';

const blockBytes = 2 ** 18;
const restartInterval = 16;

/**
 * Writes a TensorFlow checkpoint of float32 tensors of 2 × 2, all with the same values, in one shard.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto, and
 * https://github.com/google/leveldb/blob/main/doc/table_format.md for its index.
 * @param prefix of both files
 */
export function writeBundle(prefix: string, names: readonly string[], values: Uint8Array): void {
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, maskedCrc32c(values), true);
  // A fixed32, which the writer has for floats only.
  const checksum = new DataView(sum.buffer).getFloat32(0, true);
  const axis = new ProtobufWriter().varint(1, 2).finish();
  const shape = new ProtobufWriter().block(2, axis).block(2, axis).finish();
  const table = new TableWriter();
  table.add('', new ProtobufWriter().varint(1, 1).block(3, new ProtobufWriter().varint(1, 1)).finish());
  for (const [i, name] of names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).entries()) {
    const entry = new ProtobufWriter()
      .varint(1, 1)
      .block(2, shape)
      .varint(4, values.length * i);
    table.add(name, entry.varint(5, values.length).float(6, checksum).finish());
  }
  fs.writeFileSync(`${prefix}.index`, table.finish());
  const data = Buffer.alloc(values.length * names.length);
  for (let i = 0; i < names.length; i++) data.set(values, values.length * i);
  fs.writeFileSync(`${prefix}.data-00000-of-00001`, data);
}

class TableWriter {
  private readonly parts: Buffer[] = [];
  private length = 0;
  private block = new BlockWriter();
  private readonly index = new BlockWriter();
  private last = '';

  add(key: string, value: Uint8Array): void {
    this.block.add(key, value);
    this.last = key;
    if (this.block.length >= blockBytes) this.endBlock();
  }

  finish(): Buffer {
    if (this.block.length > 0) this.endBlock();
    const [metaindex, index] = [this.write(new BlockWriter()), this.write(this.index)];
    const footer = Buffer.alloc(48);
    footer.set([...metaindex, ...index]);
    footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
    return Buffer.concat([...this.parts, footer]);
  }

  private endBlock(): void {
    this.index.add(this.last, Uint8Array.from(this.write(this.block)));
    this.block = new BlockWriter();
  }

  /** Where it is, as the index has it. */
  private write(block: BlockWriter): number[] {
    const bytes = block.finish();
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(maskedCrc32c(bytes));
    const handle = [...varint(this.length), ...varint(bytes.length - 1)];
    this.parts.push(bytes, sum);
    this.length += bytes.length + sum.length;
    return handle;
  }
}

class BlockWriter {
  length = 0;
  private readonly parts: Buffer[] = [];
  private readonly restarts: number[] = [];
  private count = 0;
  private last = '';

  add(key: string, value: Uint8Array): void {
    let shared = 0;
    if (this.count++ % restartInterval === 0) this.restarts.push(this.length);
    else while (shared < key.length && key[shared] === this.last[shared]) shared++;
    const own = Buffer.from(key.slice(shared));
    const entry = Buffer.concat([
      Buffer.from([...varint(shared), ...varint(own.length), ...varint(value.length)]),
      own,
      value,
    ]);
    this.parts.push(entry);
    this.length += entry.length;
    this.last = key;
  }

  /** With what says that it is not packed behind it. */
  finish(): Buffer {
    const restarts = this.restarts.length ? this.restarts : [0];
    const tail = Buffer.alloc(4 * restarts.length + 5);
    for (const [i, place] of restarts.entries()) tail.writeUInt32LE(place, 4 * i);
    tail.writeUInt32LE(restarts.length, 4 * restarts.length);
    return Buffer.concat([...this.parts, tail]);
  }
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
