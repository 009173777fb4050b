import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { bytesOf, type StoredType } from '../tensors/storedTensor';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';

/** Bytes of listed values that are held at a time. */
const maxListedBytes = 2 ** 26;
/** Values that are not listed, but stand for the last one: what a file of some bytes may take to be read. */
const maxRepeatedBytes = 2 ** 28;

/** Where a tensor's values are listed in its message. */
export interface ListPlace {
  field: number;
  /** Bytes of one number. */
  valueBytes: number;
  stored: StoredType;
  /** True where every value has to be listed. */
  isWhole: boolean;
}

/**
 * A tensor whose values are listed as numbers of the message, the last of which stands for all that follow; none: zeros. They
 * are decoded when they are first read, and one list is held for each file.
 */
export class ListedSource implements ByteSource {
  readonly size: number;
  private static held = new WeakMap<ProtobufScanner, { owner: ListedSource; bytes: Uint8Array }>();

  constructor(
    private readonly scanner: ProtobufScanner,
    private readonly message: ByteRange,
    private readonly list: ListPlace,
    private readonly name: string,
    count: number,
  ) {
    this.size = count * bytesOf(list.stored);
  }

  read(into: Uint8Array, position: number): void {
    const valueBytes = bytesOf(this.list.stored);
    const bytes = this.listed();
    const own = Math.min(into.length, Math.max(0, bytes.length - position));
    into.set(bytes.subarray(position, position + own));
    if (own === into.length) return;
    const last = bytes.slice(-valueBytes);
    if (last.every(byte => byte === 0)) into.fill(0, own);
    else for (let at = own; at < into.length; at++) into[at] = last[(position + at) % valueBytes]!;
  }

  private listed(): Uint8Array {
    const held = ListedSource.held.get(this.scanner);
    if (held?.owner === this) return held.bytes;
    const bytes = this.decode();
    ListedSource.held.set(this.scanner, { owner: this, bytes });
    return bytes;
  }

  private decode(): Uint8Array {
    const { scanner, message, size, list } = this;
    let writer = new DataView(new ArrayBuffer(64));
    let length = 0;
    const put = (write: (view: DataView, at: number) => void): void => {
      if (length + list.valueBytes > size) throw this.bad('it lists more values than its shape has', 'bad-range');
      if (length + list.valueBytes > writer.byteLength) {
        if (length >= maxListedBytes) throw this.bad('its list of values is too long to be held', 'too-large');
        const larger = new Uint8Array(2 * writer.byteLength);
        larger.set(new Uint8Array(writer.buffer));
        writer = new DataView(larger.buffer);
      }
      write(writer, length);
      length += list.valueBytes;
    };
    for (const part of scanner.fields(message)) {
      if (part.field !== list.field) continue;
      if (part.type === 'varint') {
        if (!Number.isSafeInteger(part.value))
          throw this.bad('it lists numbers one by one that are too large', 'bad-range');
        put((view, at) => this.putInteger(view, at, part.value));
      } else if (part.type === 'float') put((view, at) => view.setUint32(at, part.bits, true));
      else if (part.type === 'double') put((view, at) => view.setFloat64(at, part.value, true));
      else this.unpack(part, put);
    }
    // Half a complex number is none.
    if (length % bytesOf(list.stored) !== 0) throw this.bad('it lists half a number', 'bad-range');
    if (list.isWhole && length !== size) throw this.bad('its values are not all there', 'bad-range');
    if (size - length > maxRepeatedBytes && length > 0)
      throw this.bad('one value stands for more of them than are counted', 'too-large');
    if (size - length > maxRepeatedBytes) throw this.bad('its values are not there', 'too-large');
    return new Uint8Array(writer.buffer, 0, length);
  }

  /** A packed list: numbers one behind the other. */
  private unpack(range: ByteRange, put: (write: (view: DataView, at: number) => void) => void): void {
    const { scanner, list } = this;
    if ([5, 6, 9, 12, 18].includes(list.field)) {
      const pieceBytes = 2 ** 12;
      if ((range.end - range.at) % list.valueBytes !== 0) throw this.bad('it lists half a number', 'bad-range');
      for (let at = range.at; at < range.end; at += pieceBytes) {
        const piece = scanner.bytes({ at, end: Math.min(range.end, at + pieceBytes) });
        for (let i = 0; i < piece.length; i += list.valueBytes)
          put((view, place) =>
            new Uint8Array(view.buffer, place, list.valueBytes).set(piece.subarray(i, i + list.valueBytes)),
          );
      }
    } else if (list.valueBytes === 8)
      for (const value of scanner.bigVarints(range)) put((view, at) => view.setBigUint64(at, value, true));
    else for (const value of scanner.varints(range)) put((view, at) => this.putInteger(view, at, value));
  }

  private putInteger(view: DataView, at: number, value: number): void {
    const { valueBytes, stored } = this.list;
    if (valueBytes === 8) view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
    else if (valueBytes === 4) view.setInt32(at, value, true);
    else if (valueBytes === 2) view.setInt16(at, value, true);
    else view.setInt8(at, stored === 'bool' ? Number(value !== 0) : value);
  }

  private bad(why: string, code: string): LayerglassError {
    return new LayerglassError(code, `${this.name} cannot be read: ${why}`, { where: this.name });
  }
}
