import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../sources/byteSource';
import type { ChosenFile } from '../chosenFile';
import { addFailure, addProblem } from '../fileProblems';
import type { Summed } from '../openedFile';
import { brokenSource } from '../sources/brokenSource';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import { JoinedSources } from '../sources/joinedSources';
import { SwappedSource } from '../sources/sourceViews';
import { unmaskedCrc32c } from '../../runs/crc32c';
import { decodeEntry, decodeHeader, type BundleEntry } from './bundleEntry';
import { BundleFiles } from './bundleFiles';
import { BundleStrings } from './bundleStrings';
import { BundleValues } from './bundleValues';
import { checkpointNames, checkpointRole, checkpointStep, scopeOf } from './checkpointFacts';
import { decodeObjectGraph, objectGraphKey, type ObjectGraph } from './objectGraph';
import { isSliceKey, sliceKey } from './sliceKey';
import { coversOnce, extentsIn, SliceCount, SlicedSource, type Slice } from './slicedSource';
import { keyText, nameOfKey, tableEntries } from './tableFile';
import { partBytes, tensorType } from './tensorTypes';

const maxShards = 100_000;
const maxGraphBytes = 2 ** 26;
const maxTextBytes = 2 ** 16;
const noBytes = new Uint8Array();

/** What a bundle holds, without what lies beside it. */
export interface BundleContent {
  tensors: StoredTensor[];
  problems: FileProblem[];
  summed: Summed[];
  sources: FileSource[];
  step: number | null;
  /** What says so: `global_step`; null where nothing does. */
  stepFrom: string | null;
  /** Which of TensorFlow's formats it has, and the order of its bytes. */
  kind: string;
}

/**
 * Reads the index of a bundle of tensors, and no values. Throws LayerglassError.
 * @param lane see StreamedChecksum
 * @param problems where what is found wrong is put, while values are read too
 */
export function openBundle(index: ChosenFile, lane: 0 | 1, problems: FileProblem[] = []): BundleContent {
  try {
    return new Bundle(index, lane, problems).open();
  } finally {
    index.close();
  }
}

/** A checkpoint while it is opened. */
class Bundle {
  private readonly summed: Summed[] = [];
  private readonly entries: Map<string, BundleEntry>;
  private readonly sliceCount = new SliceCount();
  private readonly files: BundleFiles;
  private readonly header;

  constructor(
    private readonly index: ChosenFile,
    private readonly lane: 0 | 1,
    private readonly problems: FileProblem[],
  ) {
    let header: Uint8Array = noBytes;
    this.entries = tableEntries(index, index.name, (key, bytes, at, end) => {
      if (key === '') header = bytes.subarray(at, end);
      return decodeEntry(bytes, at, end);
    });
    this.entries.delete('');
    this.header = decodeHeader(header);
    const { shards, minConsumer } = this.header;
    if (!(shards >= 1 && shards <= maxShards))
      throw unreadable(index, 'bad-index', 'it does not say how many files it has');
    // 1 is the version of bundles that this reads.
    if (minConsumer > 1) throw unreadable(index, 'newer-version', 'it was written by a TensorFlow that is too new');
    this.files = new BundleFiles(index, shards, [...this.entries.values()], this.problems);
  }

  open(): BundleContent {
    const graph = this.objectGraph();
    const tensors: StoredTensor[] = [];
    for (const [key, entry] of this.entries) {
      if (isSliceKey(key)) continue;
      const tensor = this.tensorOf(key, entry, graph);
      if (tensor) tensors.push(tensor);
    }
    const names = checkpointNames(tensors, graph);
    for (const { entry } of tensors) {
      entry.role = checkpointRole(entry, names);
      entry.layer = scopeOf(entry.fullName ?? entry.name);
    }
    const { problems, summed } = this;
    const kind = `V2 bundle, ${this.header.isBigEndian ? 'big' : 'little'}-endian`;
    const sources = [this.index, ...this.files.opened()];
    return { tensors, sources, summed, problems, kind, ...checkpointStep(tensors, names, this.index.name) };
  }

  /** The numbers of an entry, little-endian, summed as they are read. */
  private numbersOf(
    entry: BundleEntry,
    name: string,
    stored: StoredType,
    wanted: number,
  ): ByteSource | LayerglassError {
    const file = this.files.fileOf(entry, name, wanted);
    if (file instanceof LayerglassError) return file;
    const sum = unmaskedCrc32c(entry.checksum);
    const values = new BundleValues(name, file, entry.offset, entry.size, sum, this.lane);
    this.summed.push(values);
    if (!this.header.isBigEndian || partBytes(stored) <= 1) return values;
    return new SwappedSource(values, 0, partBytes(stored));
  }

  private tensorOf(key: string, entry: BundleEntry, graph: ObjectGraph | null): StoredTensor | null {
    const name = nameOfKey(key);
    if (!isShape(entry.shape)) {
      addProblem(this.problems, 'bad-shape', 'Its shape is none that a tensor has.', name);
      return null;
    }
    const { shape } = entry;
    const { stored, dtype, storedDtype } = tensorType(entry.dtype);
    const bytes = bytesOf(stored) > 0 ? valueCount(shape) * bytesOf(stored) : entry.size;
    const described = entryOf({ name, dtype, shape, bytes }, '/');
    if (storedDtype !== undefined) described.storedDtype = storedDtype;
    const fullName = graph?.names.get(name);
    if (fullName) described.fullName = fullName;
    const tensor: StoredTensor = { entry: described, stored, quantization: null, source: this.index, at: 0 };
    const source =
      stored === 'opaque'
        ? new LayerglassError('unknown-dtype', 'Its values are of a type without numbers', { where: name })
        : stored === 'string'
          ? this.stringsOf(tensor, entry)
          : entry.slices.length > 0
            ? this.slicesOf(tensor, entry, key)
            : this.numbersOf(entry, name, stored, bytes);
    tensor.source = source instanceof LayerglassError ? brokenSource(source) : source;
    return tensor;
  }

  private stringsOf(tensor: StoredTensor, entry: BundleEntry): ByteSource | LayerglassError {
    const { name, count } = tensor.entry;
    const bytes = this.files.bytesOf(entry, name, null);
    if (bytes instanceof LayerglassError) {
      tensor.strings = () => {
        throw bytes;
      };
      return bytes;
    }
    const strings = new BundleStrings(bytes, name, count, unmaskedCrc32c(entry.checksum));
    this.summed.push(strings);
    tensor.strings = (first, length) =>
      Array.from({ length }, (_, i) => new TextDecoder().decode(strings.bytes(first + i, maxTextBytes)));
    return bytes;
  }

  /** A partitioned variable: rectangles that are entries of their own. */
  private slicesOf(tensor: StoredTensor, entry: BundleEntry, key: string): ByteSource | LayerglassError {
    const { name, shape } = tensor.entry;
    const valueBytes = bytesOf(tensor.stored);
    const fail = (message: string): LayerglassError => {
      addProblem(this.problems, 'bad-slices', `${message}.`, name);
      return new LayerglassError('bad-slices', `${name} cannot be read: ${message}`, { where: name });
    };
    const tooMany = this.sliceCount.tooMany(entry.slices.length);
    if (tooMany) return fail(tooMany);
    const slices: Slice[] = [];
    for (const extents of entry.slices) {
      const filled = extentsIn(shape, extents);
      const own = this.entries.get(sliceKey(key, extents));
      if (!filled) return fail('A slice lies outside its shape');
      if (!own || own.dtype !== entry.dtype) return fail('A slice is missing');
      const source = this.numbersOf(own, name, tensor.stored, valueCount(filled.map(e => e.length)) * valueBytes);
      if (source instanceof LayerglassError) return source;
      slices.push({ extents: filled, source });
    }
    if (
      !coversOnce(
        shape,
        slices.map(slice => slice.extents),
      )
    )
      return fail('Its slices do not cover it, or lie one over the other');
    const joined = new JoinedSources(
      slices.map(slice => slice.source),
      () => fail('It ends too soon'),
    );
    tensor.unordered = { source: joined, at: 0 };
    return new SlicedSource(shape, slices, valueBytes);
  }

  private objectGraph(): ObjectGraph | null {
    const entry = this.entries.get(keyText(new TextEncoder().encode(objectGraphKey)));
    if (!entry || entry.size > maxGraphBytes || tensorType(entry.dtype).stored !== 'string') return null;
    const bytes = this.files.bytesOf(entry, objectGraphKey, null);
    // What is wrong with it is told once, with the tensor that it is.
    if (bytes instanceof LayerglassError) return null;
    try {
      return decodeObjectGraph(new BundleStrings(bytes, objectGraphKey, 1, 0).bytes(0, maxGraphBytes));
    } catch (error) {
      addFailure(this.problems, error, objectGraphKey);
      return null;
    }
  }
}

const unreadable = (index: FileSource, code: string, why: string): LayerglassError =>
  new LayerglassError(code, `${index.name} cannot be read: ${why}`, {
    where: index.name,
    remedy: 'Choose another checkpoint.',
  });
