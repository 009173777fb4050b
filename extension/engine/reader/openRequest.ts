import { LayerglassError } from '../../protocol/errors';
import type { ReaderParts } from '../../protocol/reader';
import type { ReaderOptions } from './reader';

/** A request that has no answer yet. It may be asked again, of another process, without its asker seeing that. */
export class OpenRequest {
  /** The process ended while it was under way, and others were too: it may be the cause. */
  isSuspect = false;
  private readonly told = { tensors: 0, problems: 0 };
  /** What is known already of what is sent again: a file's parts come in one order. */
  private readonly known = { tensors: 0, problems: 0 };

  constructor(
    readonly name: string,
    readonly params: object,
    private readonly options: Pick<ReaderOptions, 'onProgress' | 'onPart'>,
    readonly resolve: (value: unknown) => void,
    readonly reject: (error: LayerglassError) => void,
  ) {}

  suspect(): void {
    this.isSuspect = true;
    Object.assign(this.known, this.told);
    Object.assign(this.told, { tensors: 0, problems: 0 });
  }

  tellProgress(done: number, total: number): void {
    this.options.onProgress?.(done, total);
  }

  tellPart({ tensors, problems }: ReaderParts['summaries']): void {
    const part = { tensors: this.unknown('tensors', tensors), problems: this.unknown('problems', problems) };
    if (part.tensors.length + part.problems.length > 0) this.options.onPart?.(part);
  }

  private unknown<T>(kind: 'tensors' | 'problems', items: readonly T[]): T[] {
    const rest = items.slice(Math.max(0, this.known[kind] - this.told[kind]));
    this.told[kind] += items.length;
    return rest;
  }

  /** Its process ended on it alone. */
  rejectAsCause({ code, message, remedy }: LayerglassError): void {
    const where = 'path' in this.params && typeof this.params.path === 'string' ? this.params.path : '';
    this.reject(new LayerglassError(code, message, { remedy, where }));
  }
}
