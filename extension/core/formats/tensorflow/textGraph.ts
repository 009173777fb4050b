import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import { savedModelName, savedModelTextName } from './savedModelName';

/** True for a graph or a SavedModel that was written as text: `graph.pbtxt`, `saved_model.pbtxt`, and a folder of the latter only. */
export function isTextGraph(place: string, isFolder: boolean): boolean {
  if (!isFolder) return place.endsWith('.pbtxt');
  const has = (name: string): boolean => fs.existsSync(path.join(place, name));
  return has(savedModelTextName) && !has(savedModelName);
}

/** Throws LayerglassError `text-graph`: it says how to write the same in bytes. */
export function refuseTextGraph(place: string): never {
  const own = path.basename(place);
  const name = own.endsWith('.pbtxt') ? own : savedModelTextName;
  const isSavedModel = name === savedModelTextName;
  throw new LayerglassError(
    'text-graph',
    `${name} is a ${isSavedModel ? 'SavedModel' : 'graph of TensorFlow'} as text, which is not read`,
    {
      where: name,
      remedy: isSavedModel
        ? `Parse it in Python with google.protobuf.text_format into a SavedModel, and write its SerializeToString() to ${savedModelName}.`
        : 'Write it with tf.io.write_graph(…, as_text=False), and open the .pb.',
    },
  );
}
