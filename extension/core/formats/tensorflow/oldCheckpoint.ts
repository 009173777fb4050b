import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import type { ChosenFile } from '../chosenFile';
import { addFailureOf, addProblem } from '../fileProblems';
import type { Summed } from '../openedFile';
import { brokenSource } from '../sources/brokenSource';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import { JoinedSources } from '../sources/joinedSources';
import type { FileProblem } from '../../../protocol/reader';
import { SourcePart } from '../sources/sourceViews';
import type { BundleContent } from './bundle';
import type { Extent } from './bundleEntry';
import { checkpointNames, checkpointRole, checkpointStep, scopeOf } from './checkpointFacts';
import { oldPrefix } from './checkpointPlace';
import { OldShard, type OldTensor } from './oldShard';
import { sliceKey } from './sliceKey';
import { coversOnce, extentsIn, SliceCount, SlicedSource, type Slice } from './slicedSource';
import { nameOfKey } from './tableFile';
import { tensorValues } from './tensorMessage';
import { tensorType } from './tensorTypes';

const maxShards = 10_000;
const shardName = /-\d{5}-of-(\d{5})$/;

/**
 * Reads what a checkpoint in TensorFlow's first format has, and no values; null where the file is none of that format.
 * Throws LayerglassError.
 */
export function openOldCheckpoint(file: ChosenFile, lane: 0 | 1): BundleContent | null {
  const own = new OldShard(file, lane);
  const tensors = own.tensors();
  if (!tensors) return null;
  const checkpoint = new OldCheckpoint();
  checkpoint.add(own, tensors);
  const [, digits] = shardName.exec(file.name) ?? [];
  const count = Number(digits ?? 1);
  if (count > maxShards) addProblem(checkpoint.problems, 'too-many-files', `It has ${count} files.`, file.name);
  else
    for (let number = 0; number < count; number++) {
      const nameBeside = (own: string): string => `${oldPrefix(own)}-${String(number).padStart(5, '0')}-of-${digits}`;
      if (digits !== undefined && nameBeside(file.name) !== file.name) checkpoint.addFile(file, nameBeside, lane);
    }
  return checkpoint.content(file.name);
}

/** A checkpoint while it is opened. */
class OldCheckpoint {
  readonly problems: FileProblem[] = [];
  private readonly shards: OldShard[] = [];
  private readonly sliceCount = new SliceCount();
  private readonly tensors = new Map<string, { tensor: OldTensor; slices: { shard: OldShard; extents: Extent[] }[] }>();

  /** One of several files, beside the one that was opened. */
  addFile(chosen: ChosenFile, nameBeside: (own: string) => string, lane: 0 | 1): void {
    const name = nameBeside(chosen.name);
    try {
      const source = chosen.sibling(nameBeside, name);
      try {
        const shard = new OldShard(source, lane);
        this.add(shard, shard.tensors() ?? []);
      } finally {
        source.close();
      }
    } catch (error) {
      addFailureOf(this.problems, error, name);
    }
  }

  add(shard: OldShard, tensors: readonly OldTensor[]): void {
    this.shards.push(shard);
    for (const tensor of tensors) {
      let known = this.tensors.get(tensor.name);
      if (!known) this.tensors.set(tensor.name, (known = { tensor, slices: [] }));
      for (const extents of tensor.slices) known.slices.push({ shard, extents });
    }
  }

  content(file: string): BundleContent {
    const { problems } = this;
    const tensors: StoredTensor[] = [];
    for (const [key, { tensor, slices }] of this.tensors) {
      const stored = this.tensorOf(key, tensor, slices);
      if (stored) tensors.push(stored);
    }
    const names = checkpointNames(tensors, null);
    for (const { entry } of tensors) {
      entry.role = checkpointRole(entry, names);
      entry.layer = scopeOf(entry.name);
    }
    const shards = [...this.shards].sort((a, b) => (a.source.name < b.source.name ? -1 : 1));
    const summed: Summed[] = shards.flatMap(shard => shard.summed());
    const sources = shards.map(shard => shard.source);
    return { tensors, problems, summed, sources, kind: 'V1', ...checkpointStep(tensors, names, oldPrefix(file)) };
  }

  private tensorOf(
    key: string,
    { shape, dtype: number }: OldTensor,
    slices: readonly { shard: OldShard; extents: Extent[] }[],
  ): StoredTensor | null {
    const name = nameOfKey(key);
    const { stored, dtype, storedDtype } = tensorType(number);
    if (!isShape(shape)) {
      addProblem(this.problems, 'bad-shape', 'Its shape is none that a tensor has.', name);
      return null;
    }
    const entry = entryOf({ name, dtype, shape, bytes: valueCount(shape) * bytesOf(stored) }, '/');
    if (storedDtype !== undefined) entry.storedDtype = storedDtype;
    const tensor: StoredTensor = { entry, stored, quantization: null, source: brokenSource(noNumbers(name)), at: 0 };
    if (bytesOf(stored) === 0) return tensor;
    const fail = (message: string): StoredTensor => {
      addProblem(this.problems, 'bad-slices', `${message}.`, name);
      tensor.source = brokenSource(
        new LayerglassError('bad-slices', `${name} cannot be read: ${message}`, { where: name }),
      );
      return tensor;
    };
    const tooMany = this.sliceCount.tooMany(slices.length);
    if (tooMany) return fail(tooMany);
    const found: Slice[] = [];
    for (const { shard, extents } of slices) {
      const filled = extentsIn(shape, extents);
      if (!filled && !shape.includes(0)) return fail('A slice lies outside its shape');
      const own = filled ?? shape.map(length => ({ start: 0, length }));
      const sliceOf = sliceKey(key, extents);
      try {
        shard.note(sliceOf, name);
      } catch (error) {
        if (error instanceof LayerglassError) return fail(error.message);
        throw error;
      }
      const sizes = own.map(extent => extent.length);
      found.push({ extents: own, source: new OldSlice(shard, sliceOf, name, stored, sizes) });
    }
    if (valueCount(shape) === 0) return tensor;
    const all = found.map(slice => slice.extents);
    if (!coversOnce(shape, all)) return fail('Its slices do not cover it, or lie one over the other');
    if (found.length === 1) tensor.source = found[0]!.source;
    else {
      tensor.source = new SlicedSource(shape, found, bytesOf(stored));
      const sources = found.map(slice => slice.source);
      tensor.unordered = { source: new JoinedSources(sources, () => noNumbers(name)), at: 0 };
    }
    return tensor;
  }
}

/** A slice's values, which are looked for when they are first read. */
class OldSlice implements ByteSource {
  readonly size: number;
  private found: ByteSource | null = null;

  constructor(
    private readonly shard: OldShard,
    private readonly key: string,
    private readonly name: string,
    private readonly stored: StoredType,
    private readonly shape: readonly number[],
  ) {
    this.size = valueCount(shape) * bytesOf(stored);
  }

  read(into: Uint8Array, position: number): void {
    this.found ??= this.values();
    this.found.read(into, position);
  }

  private values(): ByteSource {
    const { scanner, message } = this.shard.slice(this.key);
    const { source, at } = tensorValues(scanner, message, this.stored, this.name, this.shape, true);
    return at === 0 ? source : new SourcePart(source, at, this.size, () => noNumbers(this.name));
  }
}

const noNumbers = (name: string): LayerglassError =>
  new LayerglassError('no-numbers', `${name} has no numbers that can be shown`, { where: name });
