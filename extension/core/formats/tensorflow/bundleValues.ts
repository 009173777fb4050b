import { LayerglassError } from '../../../protocol/errors';
import { StreamedChecksum } from '../../runs/streamedChecksum';
import type { ByteSource } from '../sources/byteSource';
import { SummedBytes } from '../sources/summedPart';

/** The values of an entry in its file, compared with their checksum as they are read; one object until then. */
export class BundleValues extends SummedBytes {
  private running: StreamedChecksum | null = null;

  /**
   * @param offset where in its file they begin
   * @param lane see StreamedChecksum
   */
  constructor(
    name: string,
    private readonly source: ByteSource,
    private readonly offset: number,
    readonly size: number,
    readonly expected: number,
    private readonly lane: 0 | 1,
  ) {
    super(name);
  }

  protected readPlain(into: Uint8Array, position: number): void {
    const { name, size } = this;
    if (position + into.length > size) throw new LayerglassError('bad-range', `${name} ends there`, { where: name });
    this.source.read(into, this.offset + position);
  }

  protected add(bytes: Uint8Array): void {
    (this.running ??= new StreamedChecksum(this.lane)).add(bytes);
  }

  protected get sum(): number {
    return this.running?.value ?? 0;
  }
}
