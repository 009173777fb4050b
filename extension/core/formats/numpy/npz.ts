import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { addFailure, addProblem } from '../fileProblems';
import { openedFile, type OpenedFile, type Summed } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { isNpy } from './isNpy';
import { npyTensor } from './npy';
import { isOfObjects } from './npyFile';
import { headerStart } from './npyHeader';
import { heldObjects } from './objectArray';
import type { ZipMember } from '../containers/zipMember';
import type { ZipFile } from '../containers/zipMembers';

/** What `numpy.savez` and `numpy.savez_compressed` write. Throws LayerglassError where it is no zip of arrays. */
export function openNpz({ source, members, problems }: ZipFile): OpenedFile {
  if (members.length > 0 && !members.some(member => member.name.endsWith(ending))) throw noArrays(source.name, members);
  const tensors: StoredTensor[] = [];
  const summed: Summed[] = [];
  for (const member of members) {
    if (!member.isReadable) continue;
    summed.push(member);
    addTensors(member, tensors, problems);
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

/** Adds its array; of one of objects the arrays among them. Where it is none that can be shown a problem says why. */
function addTensors(member: ZipMember, tensors: StoredTensor[], problems: FileProblem[]): void {
  const { name } = member;
  const own = name.endsWith(ending) ? name.slice(0, -ending.length) : name;
  try {
    const start = headerStart(member);
    if (isNpy(start)) tensors.push(npyTensor(member, own, name, problems, start));
    else addProblem(problems, 'not-an-array', 'This member of the zip is no array.', name);
  } catch (error) {
    try {
      const held = isOfObjects(error) ? heldObjects(member, name, own, problems).tensors : [];
      if (!held.length) throw error;
      for (const tensor of held) tensors.push(tensor);
    } catch (failure) {
      addFailure(problems, failure, name);
    }
  }
}

const ending = '.npy';
