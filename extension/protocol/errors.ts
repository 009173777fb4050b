import type { Site } from './model';

/** An expected failure: says what is wrong (`message`), where (`where`), and what to do (`remedy`). `code` is stable. */
export class LayerglassError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: { remedy?: string; where?: string; site?: Site; cause?: unknown } = {},
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
  /** Where in the original source, for what a diagnostic can show; null where it is not a place in a program. */
  get site(): Site | null {
    return this.details.site ?? null;
  }
}
