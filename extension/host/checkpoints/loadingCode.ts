import * as path from 'node:path';
import * as v from 'valibot';
import { maxManifestBytes, readBounded } from '../../core/runs/readBounded';
import { checkpointFileName } from '../../core/runs/runPaths';
import { LayerglassError } from '../../protocol/errors';

/** The part of checkpoint.json that is needed here. A model's folder is a plain name: nothing else is led to. */
const modelsSchema = v.object({
  models: v.array(v.object({ name: v.string(), folder: v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/)) })),
});

export interface CheckpointModel {
  name: string;
  /** Absolute path of its model.json. */
  file: string;
}

/** The models in a checkpoint's folder; throws LayerglassError `checkpoint-damaged`, or what the file cannot be read for. */
export function modelsIn(place: string): CheckpointModel[] {
  const file = path.join(place, checkpointFileName);
  const bytes = readBounded(file, maxManifestBytes);
  try {
    const { models } = v.parse(modelsSchema, JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())));
    return models.map(({ name, folder }) => ({ name, file: path.join(place, folder, 'model.json') }));
  } catch (cause) {
    throw new LayerglassError('checkpoint-damaged', `${checkpointFileName} of this checkpoint cannot be read.`, {
      where: file,
      cause,
      remedy: 'Choose another checkpoint.',
    });
  }
}

/**
 * Lines that load the models in a program with `tf`: one for each, named as it is. Throws LayerglassError `no-model` where
 * there is none.
 */
export function loadingCode(models: readonly CheckpointModel[]): string {
  if (models.length === 0)
    throw new LayerglassError('no-model', 'This checkpoint holds variables of a training loop, and no model.', {
      remedy: 'Export it as .npz or .safetensors instead.',
    });
  const taken = new Set<string>();
  const lines = models.map(({ name, file }) => {
    const base = models.length === 1 ? 'model' : identifierOf(name);
    let variable = base;
    for (let n = 2; taken.has(variable); n++) variable = `${base}${n}`;
    taken.add(variable);
    return `const ${variable} = await tf.loadLayersModel(${quoted(`file://${file.replaceAll('\\', '/')}`)});`;
  });
  return lines.join('\n');
}

/** `my generator-1` becomes `myGenerator1`; what is no name in JavaScript becomes `model`. */
function identifierOf(name: string): string {
  const [first = '', ...rest] = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = first.charAt(0).toLowerCase() + first.slice(1) + rest.map(capital).join('');
  return /^[A-Za-z]\w{0,60}$/.test(joined) && !reserved.has(joined) ? joined : 'model';
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const reserved = new Set(
  'tf await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

/** As a literal of JavaScript in the quotes that the samples use. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
