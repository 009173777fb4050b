import { LayerglassError } from '../../../protocol/errors';
import { InflatedSource } from '../sources/inflatedSource';
import type { PagedSource } from '../sources/pagedSource';
import { SourcePart } from '../sources/sourceViews';
import { SummedBytes } from '../sources/summedPart';
import { crc32 } from './crc32';
import type { ZipExtent } from './zipGaps';
import type { ListedMember } from './zipList';

/** A header before the values, which is looked at first. */
const maxGapBytes = 2 ** 16;

/**
 * A member of a zip: its bytes as they were before they were packed, compared with their checksum as they are read. There may
 * be 100,000, of most of which nothing or little is read: each is one object until then.
 */
export class ZipMember extends SummedBytes implements ZipExtent {
  size: number;
  readonly expected: number;
  /** Where its header is. */
  readonly start: number;
  end: number;
  readonly hasDescriptor: boolean;
  /** It can be read forwards only without reading it again from its start. */
  readonly isPacked: boolean;
  private readonly packedBytes: number;
  private inflated: InflatedSource | null = null;
  private failure: LayerglassError | null = null;
  /** An object: a field that is a small number in some and a large one in others is moved in all of them. */
  private running: { crc: number } | null = null;

  /** @param source the zip */
  constructor(
    { name, flags, method, crc, packedBytes, bytes, start }: ListedMember,
    private readonly source: PagedSource,
  ) {
    super(name);
    this.size = bytes;
    this.expected = crc;
    this.start = start;
    this.end = start + packedBytes;
    this.hasDescriptor = (flags & 8) !== 0;
    this.isPacked = method !== 0;
    this.packedBytes = packedBytes;
  }

  /** False where it is not as it should be: reading it throws why. */
  get isReadable(): boolean {
    return this.failure === null;
  }

  refuse(error: LayerglassError): void {
    this.failure = error;
    this.size = 0;
  }

  /** Reads without the checksum what is looked at before all is read, where that can be read again. */
  peek(into: Uint8Array, position: number): void {
    if (this.isPacked) this.read(into, position);
    else this.readPlain(into, position);
  }

  protected readPlain(into: Uint8Array, position: number): void {
    if (this.failure) throw this.failure;
    if (this.isPacked) (this.inflated ??= this.newInflated()).read(into, position);
    else if (position + into.length > this.size) throw this.short();
    else this.source.read(into, this.end - this.packedBytes + position);
  }

  protected add(bytes: Uint8Array): void {
    this.running ??= { crc: 0 };
    this.running.crc = crc32(bytes, this.running.crc);
  }

  protected get sum(): number {
    return this.running?.crc ?? 0;
  }

  protected override mayReadGap(length: number): boolean {
    return !this.isPacked && length <= maxGapBytes;
  }

  private newInflated(): InflatedSource {
    const { source, end, packedBytes, size, name } = this;
    return new InflatedSource(new SourcePart(source, end - packedBytes, packedBytes, () => this.short()), size, name);
  }

  private short(): LayerglassError {
    const { name, packedBytes } = this;
    return new LayerglassError('member-short', `${name} ends after ${packedBytes} bytes`, { where: name });
  }
}
