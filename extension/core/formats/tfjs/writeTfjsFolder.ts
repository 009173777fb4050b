import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { folderNames } from '../../runs/checkpointParts';
import { weightsFileName } from '../../runs/runPaths';
import { readJson } from '../containers/jsonFile';
import { writeNewFile } from '../../runs/newTarget';
import type { ModelFolder } from '../openedFile';

const pieceBytes = 2 ** 18;
/** All of model.json is kept as it is, but for where the weights are. */
const wholeSchema = v.looseObject({
  weightsManifest: v.array(v.looseObject({ weights: v.array(v.looseObject({})) })),
});

/**
 * Writes the models as TensorFlow.js saves them: `model.json` and `weights.bin`; with several models a folder for each.
 * Weights stay as they are stored, quantised ones too. Returns paths of the files, relative, with `/`.
 */
export async function writeTfjsFolder(
  folder: string,
  models: readonly ModelFolder[],
  pause: (bytes: number) => Promise<void>,
): Promise<string[]> {
  fs.mkdirSync(folder);
  const inner = models.length === 1 ? [''] : folderNames(models.map(model => model.name));
  const files: string[] = [];
  for (const [i, model] of models.entries()) {
    const place = path.join(folder, inner[i]!);
    if (inner[i]) fs.mkdirSync(place);
    const json = readJson(model.file, 'model.json', wholeSchema);
    const weights = json.weightsManifest.flatMap(group => group.weights);
    const text = JSON.stringify({ ...json, weightsManifest: [{ paths: [weightsFileName], weights }] });
    await writeNewFile(path.join(place, 'model.json'), async file => file.write(new TextEncoder().encode(text)));
    await writeNewFile(path.join(place, weightsFileName), async file => {
      for (const { source, at, entry } of model.tensors)
        for (let done = 0; done < entry.bytes; done += pieceBytes) {
          const piece = new Uint8Array(Math.min(pieceBytes, entry.bytes - done));
          source.read(piece, at + done);
          file.write(piece);
          await pause(piece.length);
        }
    });
    const prefix = inner[i] ? `${inner[i]}/` : '';
    files.push(`${prefix}model.json`, `${prefix}${weightsFileName}`);
  }
  return files;
}
