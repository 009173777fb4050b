import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { addFailure, addProblem } from '../fileProblems';
import { openedFile, type OpenedFile, type Summed } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { headerStart, isNpy, npyTensor } from './npy';
import { isOfObjects } from './npyFile';
import { heldObjects } from './objectArray';
import type { ZipFile, ZipMember } from '../containers/zipMembers';

/** What `numpy.savez` and `numpy.savez_compressed` write. Throws LayerglassError where it is no zip of arrays. */
export function openNpz({ source, members, problems }: ZipFile): OpenedFile {
  if (members.length > 0 && !members.some(member => member.name.endsWith('.npy'))) throw noArrays(source.name, members);
  const tensors: StoredTensor[] = [];
  const summed: Summed[] = [];
  for (const member of members) {
    if (member.summed) summed.push(member.summed);
    for (const tensor of tensorsOf(member, problems)) tensors.push(tensor);
  }
  makeNamesUnique(tensors);
  return openedFile({ format: 'npz', tensors, sources: [source], summed, problems });
}

/** Files of weights that other programs pack into a zip: Stable-Baselines3, an export that was downloaded. */
const modelName = /\.(h5|hdf5|keras|safetensors|onnx|pth?|gguf)$|(^|\/)(model\.json|saved_model\.pb)$/i;

function noArrays(name: string, members: readonly ZipMember[]): LayerglassError {
  const model = members.find(member => modelName.test(member.name))?.name;
  return new LayerglassError('not-a-model', `${name} is a zip without arrays of NumPy's`, {
    where: name,
    remedy: model === undefined ? 'Choose another file.' : `Unpack it, and open ${model} in it.`,
  });
}

/** None where it is no array that can be shown: a problem says why. Of one of objects the arrays among them. */
function tensorsOf({ name, source, summed }: ZipMember, problems: FileProblem[]): StoredTensor[] {
  if (!summed) return [];
  const own = name.replace(/\.npy$/, '');
  try {
    const start = headerStart(source);
    if (isNpy(start)) return [npyTensor(source, own, name, problems, start)];
    addProblem(problems, 'not-an-array', 'This member of the zip is no array.', name);
  } catch (error) {
    try {
      const held = isOfObjects(error) ? heldObjects(source, name, own, problems).tensors : [];
      if (held.length) return held;
      throw error;
    } catch (failure) {
      addFailure(problems, failure, name);
    }
  }
  return [];
}
