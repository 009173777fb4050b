import { setImmediate } from 'node:timers/promises';
import type { FileInput, FileRunResult } from '../../protocol/fileRun';
import type { TensorFlow } from '../tensorflow';
import { inputPictures } from '../watch/closeUps/inputPictures';
import { fileOutputs } from './fileOutputs';
import { forwardPasses } from './forwardPasses';
import type { HeldTensor } from '../watch/probe/probeBatch';
import type { LoadedModel, ModelInput } from './loadedModel';
import { wantedImage } from './wantedImage';
import { makeInput } from './makeInput';

export type Tell = (stage: string, done: number, total: number) => void;

/** Feeds a model with what a person chose. Throws LayerglassError. */
export async function runFile(
  tensorflow: TensorFlow,
  model: LoadedModel,
  input: FileInput,
  tell: Tell,
): Promise<FileRunResult> {
  tell('reading the input', 0, 0);
  const made = await makeInput(model, input, (done, total) => tell('reading images', done, total));
  const examples = made.labels.length;
  tell('running the model', 0, examples);
  const { outputs, layers } = await forwardPasses(tensorflow, model, made.tensors, async done => {
    tell('running the model', done, examples);
    await setImmediate();
  });
  const { name, shape } = model.inputs[made.index]!;
  const fed = made.tensors[made.index]!;
  const numbers = Array.from({ length: examples }, (_, i) => i);
  const byExample = fileOutputs(model.outputNames, outputs, model);
  const { backend } = tensorflow;
  return {
    backend: `${backend.name} ${backend.version}`,
    input: { name, shape, how: made.how, isGuessed: made.isGuessed, scale: made.scale },
    pictures: inputPictures(
      { examples, inputs: [asImage(fed, model.inputs[made.index]!)], targets: [] },
      [name],
      numbers,
    ),
    examples: made.labels.map((label, i) => ({ label, outputs: byExample[i] ?? [] })),
    layers,
    notes: [...model.notes, ...made.notes],
  };
}

/** Pixels in one row, as models of dense layers take them, are a picture all the same. */
function asImage(fed: HeldTensor, input: ModelInput): HeldTensor {
  const wanted = wantedImage(input);
  if (wanted?.layout !== 'flat' || wanted.height === null || wanted.width === null) return fed;
  return { ...fed, shape: [fed.shape[0]!, wanted.height, wanted.width, wanted.channels] };
}
