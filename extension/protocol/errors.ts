/** An expected failure: says what is wrong (`message`), where (`where`), and what to do (`remedy`). `code` is stable. */
export class LayerglassError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: { remedy?: string; where?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'LayerglassError';
  }
  get remedy(): string {
    return this.details.remedy ?? '';
  }
  get where(): string {
    return this.details.where ?? '';
  }
}
