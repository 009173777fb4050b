import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../byteSource';
import { addProblem } from '../chosenFile';
import { dataSets, type FoundDataSets } from './dataSets';
import { Hdf5File } from './hdf5File';

/** An HDF5 file with all that is in it; to be closed. Throws LayerglassError. */
export async function openHdf5(
  content: ByteSource,
  name: string,
  problems: FileProblem[],
): Promise<FoundDataSets & { file: Hdf5File }> {
  const file = await Hdf5File.open(content);
  try {
    if (file.missingBytes)
      addProblem(
        problems,
        'file-short',
        `${name} ends after ${content.size} bytes, where ${content.size + file.missingBytes} are needed.`,
        name,
      );
    else if (file.failure) addProblem(problems, file.failure.code, `${file.failure.message}.`, name);
    return { file, ...dataSets(file, content, problems) };
  } catch (error) {
    file.close();
    throw error;
  }
}
