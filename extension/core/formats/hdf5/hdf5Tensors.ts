import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { dataSets, type FoundDataSets } from './dataSets';
import { Hdf5File } from './hdf5File';

/** An HDF5 file with all that is in it; to be closed. Throws LayerglassError. */
export async function openHdf5(
  content: ByteSource,
  name: string,
  problems: FileProblem[],
): Promise<FoundDataSets & { file: Hdf5File }> {
  const file = new Hdf5File(content);
  try {
    let own: FileProblem[] = [];
    let found = dataSets(file, content, own);
    // Most files need no library: it is loaded for the others, which are gone through again then.
    if (file.isLibraryWanted) {
      await file.loadLibrary();
      own = [];
      found = dataSets(file, content, own);
    }
    if (file.missingBytes) {
      const needed = content.size + file.missingBytes;
      addProblem(problems, 'file-short', `${name} ends after ${content.size} bytes, where ${needed} are needed.`, name);
    } else if (file.failure) addProblem(problems, file.failure.code, `${file.failure.message}.`, name);
    for (const { code, message, where } of own) addProblem(problems, code, message, where);
    return { file, ...found };
  } catch (error) {
    file.close();
    throw error;
  }
}
