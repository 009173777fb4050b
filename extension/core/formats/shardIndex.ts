import * as v from 'valibot';
import type { FileProblem } from '../../protocol/reader';
import { LayerglassError } from '../../protocol/errors';
import type { FileSource } from './sources/byteSource';
import { chosenFile } from './chosenFile';
import { addFailure, addProblem } from './fileProblems';
import { openedFile, type Found, type OpenedFile, type Summed } from './openedFile';
import type { StoredTensor } from './tensors/storedTensor';
import { readBounded } from '../runs/readBounded';
import { badJson, jsonMembers, repeatedNames } from './containers/jsonMembers';

const maxIndexBytes = 100_000_000;
const maxShards = 10_000;

/** What an index's shards are: which files are indexes of it, and how one shard is read. */
interface Sharded {
  format: string;
  indexName: RegExp;
  open(source: FileSource): Shard | Promise<Shard>;
}
type Shard = Pick<Found, 'tensors' | 'problems' | 'summed'>;

const sharded: readonly Sharded[] = [
  {
    format: 'safetensors',
    indexName: /\.safetensors\.index\.json$/,
    open: async source => (await import('./safetensors/safetensors')).safetensorsOf(source, source.name),
  },
  {
    format: 'pytorch',
    indexName: /\.bin\.index\.json$/,
    open: async source => (await import('./pytorch/torchShard')).torchOf(source),
  },
];
const kindOf = (place: string): Sharded | undefined => sharded.find(({ indexName }) => indexName.test(place));

/** True for the name that an index of shards has. */
export const isShardIndex = (place: string): boolean => kindOf(place) !== undefined;

/**
 * Opens the shards that an index names, all of them in its folder, as one; in the order of the index. Throws LayerglassError
 * where the index is none.
 */
export async function openShardIndex(place: string): Promise<OpenedFile> {
  const { format, open } = kindOf(place)!;
  const index = chosenFile(place);
  const { where, metadata, problems } = readIndex(index);
  const sources: FileSource[] = [index];
  const summed: Summed[] = [];
  const found = new Map<string, StoredTensor>();
  const names = [...new Set(where.values())];
  if (names.length > maxShards)
    throw new LayerglassError('too-many-files', `${index.name} names ${names.length} files`, { where: index.name });
  for (const shard of names)
    try {
      const source = index.sibling(shard);
      sources.push(source);
      const { tensors, problems: own, summed: sums = [] } = await open(source);
      source.close();
      summed.push(...sums);
      for (const problem of own) addProblem(problems, problem.code, problem.message, problem.where);
      for (const tensor of tensors) {
        const { name } = tensor.entry;
        if (where.get(name) === shard) found.set(name, tensor);
        else
          addProblem(problems, 'not-in-index', `It is in ${shard}, where the index has no tensor of this name.`, name);
      }
    } catch (error) {
      addFailure(problems, error);
    }
  const tensors: StoredTensor[] = [];
  for (const [name, shard] of where) {
    const tensor = found.get(name);
    if (tensor) tensors.push(tensor);
    else addProblem(problems, 'tensor-missing', `It is not in ${shard}, where the index has it.`, name);
  }
  return openedFile({ format, tensors, sources, summed, metadata, problems });
}

const text = v.string();

function readIndex(index: FileSource): {
  where: Map<string, string>;
  metadata: Record<string, string>;
  problems: FileProblem[];
} {
  const problems: FileProblem[] = [];
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(readBounded(index.file, maxIndexBytes) ?? undefined);
    const members = new Map(jsonMembers(json).map(member => [member.name, member.text]));
    const map = jsonMembers(members.get('weight_map') ?? '');
    for (const name of repeatedNames(map))
      addProblem(
        problems,
        'duplicate-name',
        'The index has more than one tensor of this name; the last is shown.',
        name,
      );
    const where = new Map(map.map(({ name, text: own }) => [name, v.parse(text, JSON.parse(own))]));
    const metadata = jsonMembers(members.get('metadata') ?? '{}').map(({ name, text: own }): [string, string] => {
      const value: unknown = JSON.parse(own);
      return [name, typeof value === 'string' ? value : own];
    });
    return { where, metadata: Object.fromEntries(metadata), problems };
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    throw badJson(index.name, error);
  }
}
