const encoder = new TextEncoder();

/** Encodes protocol buffer messages field by field: https://protobuf.dev/programming-guides/encoding/. Only the types that event files have. */
export class ProtobufWriter {
  private bytes = new Uint8Array(64);
  private length = 0;

  /** Unsigned, up to 2^53. */
  varint(field: number, value: number): this {
    this.raw(field * 8);
    return this.raw(value);
  }
  double(field: number, value: number): this {
    this.raw(field * 8 + 1);
    const at = this.reserve(8);
    new DataView(this.bytes.buffer).setFloat64(at, value, true);
    return this;
  }
  float(field: number, value: number): this {
    this.raw(field * 8 + 5);
    const at = this.reserve(4);
    new DataView(this.bytes.buffer).setFloat32(at, value, true);
    return this;
  }
  /** A string's UTF-8, bytes, or a message inside this one. */
  block(field: number, content: Uint8Array | string | ProtobufWriter): this {
    const bytes =
      typeof content === 'string'
        ? encoder.encode(content)
        : content instanceof ProtobufWriter
          ? content.finish()
          : content;
    this.raw(field * 8 + 2);
    this.raw(bytes.length);
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
    return this;
  }
  /** The message so far: a view, good until the next field. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
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
      const larger = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    return at;
  }
}
