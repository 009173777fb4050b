import * as v from 'valibot';
import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { FileSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { addFailureOf, addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import type { Hdf5File } from '../hdf5/hdf5File';
import { openHdf5 } from '../hdf5/hdf5Tensors';
import { readJson } from '../containers/jsonFile';
import { kerasStep } from './kerasStep';
import { groupNames, nameVariables } from './trackedVariables';

const maxShards = 1000;
const shards = v.union([v.string(), v.array(v.string())]);
const indexSchema = v.object({ weight_map: v.record(v.string(), shards) });

/** Opens the files that an index names, all of them in its folder, as one. Throws LayerglassError where the index is none. */
export async function openKerasShards(place: string): Promise<OpenedFile> {
  const index = chosenFile(place);
  const { weight_map: map } = readJson(index.file, index.name, indexSchema);
  const names = [...new Set(Object.values(map).flat())].sort();
  if (names.length > maxShards)
    throw new LayerglassError('too-many-files', `${index.name} names ${names.length} files`, { where: index.name });
  const problems: FileProblem[] = [];
  const sources: FileSource[] = [index];
  const files: Hdf5File[] = [];
  const nameOf = new Map<string, string>();
  const found = new Map<string, StoredTensor>();
  const close = (): void => files.forEach(file => file.close());
  try {
    for (const name of names)
      try {
        const source = index.sibling(name);
        sources.push(source);
        const shard = await openHdf5(source, name, problems);
        files.push(shard.file);
        const ownName = groupNames(shard.file, shard.groups);
        for (const group of shard.groups) {
          const owner = group.replace(/\/vars$/, '');
          const own = owner === group ? null : ownName(owner);
          if (own !== null) nameOf.set(owner, own);
        }
        for (const tensor of shard.tensors)
          if (!found.has(tensor.entry.name)) found.set(tensor.entry.name, tensor);
          else addProblem(problems, 'duplicate-name', `It is in ${name}, and in a file before it.`, tensor.entry.name);
      } catch (error) {
        addFailureOf(problems, error, name);
      }
    const groups = new Set([...found.keys()].map(name => name.slice(0, name.lastIndexOf('/'))));
    for (const group of Object.keys(map))
      if (!groups.has(group)) addProblem(problems, 'tensor-missing', 'The index has it, and no file does.', group);
    const tensors = nameVariables([...found.values()], group => nameOf.get(group) ?? null, new Map());
    return openedFile({ format: 'keras-h5', tensors, sources, problems, step: kerasStep(tensors), close });
  } catch (error) {
    close();
    for (const source of sources) source.close();
    throw error;
  }
}
