/** Keeps the end of a text, however much is added. */
export class BoundedTail {
  private parts: string[] = [];
  private length = 0;
  constructor(private readonly maxLength = 64 * 1024) {}

  add(text: string): void {
    this.parts.push(text);
    this.length += text.length;
    // joined now and then only: a flood of small pieces must not cost its square
    if (this.length > 2 * this.maxLength || this.parts.length > 1000) {
      this.parts = [this.text];
      this.length = this.parts[0]!.length;
    }
  }

  get text(): string {
    return this.parts.join('').slice(-this.maxLength);
  }
}
