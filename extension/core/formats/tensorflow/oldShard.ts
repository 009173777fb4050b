import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { unmaskedCrc32c } from '../../runs/crc32c';
import { StreamedChecksum } from '../../runs/streamedChecksum';
import type { ByteSource, FileSource } from '../sources/byteSource';
import { ProtobufScanner, type ByteRange } from '../containers/protobufScanner';
import { SourcePart } from '../sources/sourceViews';
import { SummedPart } from '../sources/summedPart';
import type { Extent } from './bundleEntry';
import { readTensor, type TensorMessage } from './tensorMessage';
import { shapeOf } from './shapeMessage';
import { SnappySource } from './snappySource';
import { Table, type TableBlock } from './tableFile';

/** What the old format says of a tensor: SavedSliceMeta, tensorflow/core/util/saved_tensor_slice.proto. */
export interface OldTensor {
  name: string;
  shape: number[];
  /** TensorFlow's number of the type. */
  dtype: number;
  slices: Extent[][];
}

const maxMetaBytes = 2 ** 26;
const maxTensors = 1_000_000;
const maxCheckedBytes = 2 ** 20;
/** Blocks of a file that are being unpacked at once. */
const maxOpen = 16;

/** One file of a checkpoint in TensorFlow's first format: a table of slices, and under no key the list of what they are of. */
export class OldShard {
  private readonly table: Table;
  private readonly blocks: (SummedBlock | undefined)[] = [];
  /** By the number of their block, the one that was used last at the end. */
  private readonly open = new Map<number, { scanner: ProtobufScanner; source: ByteSource }>();

  /** Throws LayerglassError. @param lane see StreamedChecksum */
  constructor(
    readonly source: FileSource,
    private readonly lane: 0 | 1,
  ) {
    this.table = new Table(source, source.name);
  }

  /** What the file says that it has; null where it is none of this format. Throws LayerglassError. */
  tensors(): OldTensor[] | null {
    const [first] = this.table.blocks;
    if (!first) return null;
    // Its checksum is compared at once where it is not much that has to be read.
    if (first.length <= maxCheckedBytes) this.table.entriesOf(first);
    const { source, scanner } = this.unpacked(0);
    for (const { key, at, length } of this.table.places(source, source.size - 8)) {
      if (key !== '') return null;
      if (length > maxMetaBytes) throw this.table.bad('its list of tensors is too long');
      for (const part of scanner.fields({ at, end: at + length }))
        if (part.type === 'block' && part.field === 1) return this.list(scanner, part);
      return null;
    }
    return null;
  }

  private list(scanner: ProtobufScanner, range: ByteRange): OldTensor[] {
    const tensors: OldTensor[] = [];
    for (const part of scanner.fields(range)) {
      if (part.type !== 'block' || part.field !== 1) continue;
      if (tensors.length >= maxTensors) throw this.table.bad(`it has more than ${maxTensors} tensors`);
      const tensor: OldTensor = { name: '', shape: [], dtype: 0, slices: [] };
      for (const own of scanner.fields(part))
        if (own.type === 'varint' && own.field === 3) tensor.dtype = own.value;
        else if (own.type !== 'block') continue;
        else if (own.field === 1) tensor.name = Buffer.from(scanner.bytes(bounded(own))).toString('latin1');
        else if (own.field === 2) tensor.shape = (shapeOf(scanner, own) ?? [null]).map(size => size ?? -1);
        else if (own.field === 4) tensor.slices.push(extents(scanner, own));
      tensors.push(tensor);
    }
    return tensors;
  }

  /** Says of whose block it is what may be found wrong. @param key of a slice @param name of its tensor */
  note(key: string, name: string): void {
    this.block(this.blockOf(key)).names.add(name);
  }

  /** The message with the values of a slice. Throws LayerglassError where it has none. */
  slice(key: string): { scanner: ProtobufScanner; message: TensorMessage } {
    const number = this.blockOf(key);
    if (this.table.blocks[number]) {
      const { source, scanner } = this.unpacked(number);
      for (const place of this.table.places(source, source.size - 8)) {
        if (place.key > key) break;
        if (place.key !== key) continue;
        for (const data of scanner.fields({ at: place.at, end: place.at + place.length })) {
          if (data.type !== 'block' || data.field !== 2) continue;
          for (const part of scanner.fields(data))
            if (part.type === 'block' && part.field === 3) return { scanner, message: readTensor(scanner, part) };
        }
        break;
      }
    }
    throw new LayerglassError('bad-slices', 'A slice is missing', { where: this.source.name });
  }

  /** All blocks, to be verified. */
  summed(): SummedBlock[] {
    return this.table.blocks.map((_, number) => this.block(number));
  }

  /** The first block that may have the key. */
  private blockOf(key: string): number {
    const { blocks } = this.table;
    let [low, high] = [0, blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle]!.last < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private block(number: number): SummedBlock {
    let block = this.blocks[number];
    const place: TableBlock | undefined = this.table.blocks[number];
    if (!place) throw new LayerglassError('bad-slices', 'A slice is missing', { where: this.source.name });
    if (!block) {
      const { source, isPacked, checksum } = this.table.stored(place);
      block = new SummedBlock(
        source,
        this.source.name,
        isPacked,
        new StreamedChecksum(this.lane),
        unmaskedCrc32c(checksum),
      );
      this.blocks[number] = block;
    }
    return block;
  }

  private unpacked(number: number): { scanner: ProtobufScanner; source: ByteSource } {
    let open = this.open.get(number);
    if (open) this.open.delete(number);
    else {
      const block = this.block(number);
      const { name } = this.source;
      const missing = (): LayerglassError => this.table.bad('a block ends too soon');
      // The last byte says how it is packed.
      const stored = new SourcePart(block, 0, block.size - 1, missing);
      const source = block.isPacked ? new SnappySource(stored, name) : stored;
      open = { scanner: new ProtobufScanner(source, name), source };
    }
    this.open.set(number, open);
    for (const oldest of this.open.keys()) {
      if (this.open.size <= maxOpen) break;
      this.open.delete(oldest);
    }
    return open;
  }
}

/** A block: bytes of several tensors may lie in it. */
export class SummedBlock extends SummedPart {
  readonly names = new Set<string>();

  constructor(
    source: ByteSource,
    file: string,
    readonly isPacked: boolean,
    sum: StreamedChecksum,
    expected: number,
  ) {
    super(source, file, sum, expected);
  }

  override problems(): FileProblem[] {
    const problems = super.problems();
    if (problems.length === 0 || this.names.size === 0) return problems;
    return [...this.names].map(name => ({
      code: 'checksum-mismatch',
      message: `Bytes of ${name}, or of what is stored beside it, have changed since it was written.`,
      where: name,
    }));
  }
}

const maxNameBytes = 2 ** 12;
const bounded = ({ at, end }: ByteRange): ByteRange => ({ at, end: Math.min(end, at + maxNameBytes) });

/** TensorSliceProto. */
function extents(scanner: ProtobufScanner, range: ByteRange): Extent[] {
  const all: Extent[] = [];
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block' || part.field !== 1 || all.length > 255) continue;
    let start = 0;
    let length: number | null = null;
    for (const inner of scanner.fields(part))
      if (inner.type !== 'varint') continue;
      else if (inner.field === 1) start = inner.value;
      else if (inner.field === 2) length = inner.value;
    all.push(length === null || length < 0 ? null : { start, length });
  }
  return all;
}
