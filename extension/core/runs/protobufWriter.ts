/** Encodes protocol buffer messages field by field: https://protobuf.dev/programming-guides/encoding/. Only the types that event files have. */
export class ProtobufWriter {
  private bytes = Buffer.alloc(64);
  private view = viewOf(this.bytes);
  private length = 0;

  /** Unsigned, up to 2^53. */
  varint(field: number, value: number): this {
    this.raw(field * 8);
    return this.raw(value);
  }
  double(field: number, value: number): this {
    this.raw(field * 8 + 1);
    const at = this.reserve(8);
    this.view.setFloat64(at, value, true);
    return this;
  }
  float(field: number, value: number): this {
    this.raw(field * 8 + 5);
    const at = this.reserve(4);
    this.view.setFloat32(at, value, true);
    return this;
  }
  /** A string's UTF-8, bytes, or a message inside this one. */
  block(field: number, content: Uint8Array | string | ProtobufWriter): this {
    if (typeof content === 'string') return this.message(field, () => this.text(content));
    const bytes = content instanceof ProtobufWriter ? content.finish() : content;
    this.raw(field * 8 + 2);
    this.raw(bytes.length);
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
    return this;
  }
  /** A message inside this one, whose fields `write` writes to this writer: nothing is made for it. */
  message(field: number, write: () => void): this {
    this.raw(field * 8 + 2);
    const lengthAt = this.reserve(1);
    const start = this.length;
    write();
    const { length } = this;
    // its length comes before it: of 128 bytes and more it takes more room than the one byte that was kept for it
    let extra = 0;
    for (let rest = length - start; rest >= 128; rest = Math.floor(rest / 128)) extra++;
    if (extra) {
      this.reserve(extra);
      this.bytes.copyWithin(start + extra, start, length);
    }
    this.length = lengthAt;
    this.raw(length - start);
    this.length = length + extra;
    return this;
  }
  /** Room for `count` bytes that are no field, to be written once what follows is known. Returns where. */
  gap(count: number): number {
    return this.reserve(count);
  }
  /** The message so far: a view, good until the next field. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
  /** Begins anew, with the room that it has. */
  reset(): this {
    this.length = 0;
    return this;
  }

  private text(text: string): void {
    // UTF-8 has at most three bytes for each of a string's units
    const at = this.reserve(3 * text.length);
    this.length = at + this.bytes.write(text, at);
  }
  private raw(value: number): this {
    let rest = value;
    // Division, because shifts stop at 32 bits.
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
    return this;
  }
  private byte(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }
  private reserve(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(this.length, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = viewOf(larger);
    }
    return at;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
