import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { addFailure, addProblem } from '../fileProblems';
import type { StoredTensor } from '../tensors/storedTensor';
import { dataSet } from './dataSet';
import { groupLinks, maxLinks } from './groupLinks';
import type { Hdf5File } from './hdf5File';
import { messageOf, messageTypes, objectMessages } from './objectHeader';

const maxDepth = 64;

export interface FoundDataSets {
  /** By their paths, as the groups have them. */
  tensors: StoredTensor[];
  /** Paths of all groups, the root `/` first. */
  groups: string[];
}

/**
 * All data sets and groups of a file. Links by name are not followed, and a group that is there twice is gone through once;
 * a problem tells of what is left out.
 */
export function dataSets(file: Hdf5File, content: ByteSource, problems: FileProblem[]): FoundDataSets {
  const found: FoundDataSets = { tensors: [], groups: [] };
  const seen = new Set<number>();
  let objects = 0;
  const visit = (path: string, address: number, depth: number): void => {
    if (++objects > maxLinks) return;
    const messages = objectMessages(file.source, file.superblock, address);
    file.noteHeader(path, messages);
    if (messageOf(messages, messageTypes.layout)) {
      found.tensors.push(dataSet(file, content, path, messages, problems));
      return;
    }
    const links = groupLinks(file, path, messages);
    if (!links) return;
    if (seen.has(address))
      return addProblem(problems, 'repeated-group', 'This group is there by another name too.', path);
    if (depth > maxDepth) return addProblem(problems, 'too-deep', `There are groups within ${maxDepth} others.`, path);
    seen.add(address);
    found.groups.push(path);
    for (const link of links) {
      const own = path === '/' ? `/${link.name}` : `${path}/${link.name}`;
      if (link.address === null) addProblem(problems, 'link', 'It is a link by name, which is not followed.', own);
      else guarded(own, () => visit(own, link.address!, depth + 1));
    }
  };
  const guarded = (path: string, use: () => void): void => {
    try {
      use();
    } catch (error) {
      addFailure(problems, error, path);
    }
  };
  guarded('/', () => visit('/', file.superblock.root, 0));
  if (objects > maxLinks) addProblem(problems, 'too-many-tensors', `It has more than ${maxLinks} objects.`, '');
  return found;
}
