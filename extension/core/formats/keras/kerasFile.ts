import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { chosenFile } from '../chosenFile';
import { addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import type { Hdf5File } from '../hdf5/hdf5File';
import { openHdf5 } from '../hdf5/hdf5Tensors';
import { parsedConfig } from './kerasConfig';
import { kerasContent } from './kerasContent';

/**
 * Opens an HDF5 file: `.h5` of Keras with a model or weights only, `.weights.h5`, or of anyone else. Throws LayerglassError
 * where it is none.
 */
export async function openKerasFile(place: string): Promise<OpenedFile> {
  const source = chosenFile(place);
  const problems: FileProblem[] = [];
  try {
    const found = await openHdf5(source, source.name, problems);
    const { file, groups } = found;
    const close = (): void => file.close();
    try {
      const text = (group: string, name: string): string | null =>
        groups.includes(group) ? textAttribute(file, group, name, problems) : null;
      const json = (name: string): unknown => {
        const value = text('/', name);
        return value === null ? null : parsedConfig(value, name, problems);
      };
      const training = json('training_config');
      const content = kerasContent(found, { model: json('model_config'), training }, problems);
      const opened = { sources: [source], problems, close };
      if (!content) return openedFile({ format: 'hdf5', tensors: found.tensors, ...opened });
      const version = text('/', 'keras_version') ?? text('/model_weights', 'keras_version');
      const backend = text('/', 'backend') ?? text('/model_weights', 'backend');
      const metadata = {
        ...(version !== null && { writtenBy: `Keras ${version}` }),
        ...(backend !== null && { backend }),
        ...content.metadata,
      };
      return openedFile({ format: 'keras-h5', ...content, ...opened, metadata });
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Null where there is no such attribute, or it is no text. */
function textAttribute(file: Hdf5File, group: string, name: string, problems: FileProblem[]): string | null {
  try {
    const value = file.attributeNames(group).includes(name) ? file.attribute(group, name) : null;
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    addProblem(problems, error.code, `Its attribute ${name} cannot be read: ${error.message}.`, group);
    return null;
  }
}
