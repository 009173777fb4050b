/** Puts chunks of bytes together to lines of UTF-8 text, without their ends. A line longer than the cap is an error. */
export class LineReader {
  private parts: Buffer[] = [];
  private heldBytes = 0;
  constructor(
    private readonly onLine: (line: string) => void,
    private readonly maxBytes = 256 * 2 ** 20,
  ) {}

  /** Throws RangeError where a line is longer than the cap. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...this.parts, chunk.subarray(start, end)]).toString('utf8');
      this.parts = [];
      this.heldBytes = 0;
      start = end + 1;
      this.onLine(line);
    }
    if (start === chunk.length) return;
    this.parts.push(chunk.subarray(start));
    this.heldBytes += chunk.length - start;
    if (this.heldBytes > this.maxBytes) throw new RangeError(`a line of more than ${this.maxBytes} bytes`);
  }
}
