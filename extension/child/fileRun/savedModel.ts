import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { savedModelName } from '../../core/formats/tensorflow/savedModelName';
import { LayerglassError } from '../../protocol/errors';
import type { TensorFlow } from '../tensorflow';
import { messageOf } from '../watch/probe/probeProblems';
import type { Tensor } from '../watch/tfjsInternals';
import type { LoadedModel } from './loadedModel';

const maxGraphBytes = 2 ** 29;
/** Operations that reach beyond the model: files by any name, and code of Python. */
const reaching = ['ReadFile', 'WriteFile', 'MatchingFiles', 'PyFunc', 'PyFuncStateless', 'EagerPyFunc', 'DebugIdentityV2', 'SaveDatasetV2', 'LoadDataset', 'LMDBReader', 'WholeFileReaderV2', 'TextLineDataset', 'TFRecordDataset', 'FixedLengthRecordDatasetV2', 'CreateSummaryFileWriter', 'RpcCall', 'DataServiceDataset']; // prettier-ignore

/** The folder of a SavedModel; null where there is none. */
export function savedModelFolder(place: string): string | null {
  const folder = path.basename(place) === savedModelName ? path.dirname(place) : place;
  return fs.existsSync(path.join(folder, savedModelName)) ? folder : null;
}

interface TensorInfo {
  dtype: string;
  tfDtype: string;
  shape: unknown;
  name: string;
}
interface NodeApi {
  loadSavedModel(folder: string, tags: string[], signature: string): Promise<SavedModelLike>;
  getMetaGraphsFromSavedModel(folder: string): Promise<
    {
      tags: string[];
      signatureDefs: Record<string, { inputs: Record<string, TensorInfo>; outputs: Record<string, TensorInfo> }>;
    }[]
  >;
}
interface SavedModelLike {
  predict(inputs: Record<string, Tensor>): Tensor | Tensor[] | Record<string, Tensor>;
}

/** A SavedModel by its signature, on native TensorFlow. Throws LayerglassError. */
export async function savedModel(tensorflow: TensorFlow, folder: string): Promise<LoadedModel> {
  if (tensorflow.backend.name !== 'native')
    throw new LayerglassError(
      'native-needed',
      'A SavedModel runs on native TensorFlow only, which is not installed here',
      {
        remedy: 'Run “Layerglass: Install Native TensorFlow”, or layerglass backend install.',
      },
    );
  refuseReaching(path.join(folder, savedModelName));
  const { node } = createRequire(import.meta.url)('@tensorflow/tfjs-node') as { node: NodeApi };
  try {
    const graphs = await node.getMetaGraphsFromSavedModel(folder);
    const graph = graphs.find(g => g.tags.includes('serve')) ?? graphs[0];
    const names = Object.keys(graph?.signatureDefs ?? {}).filter(name => !name.startsWith('__'));
    const name = names.find(n => n === 'serving_default') ?? names[0];
    if (!graph || name === undefined)
      throw new LayerglassError('no-signature', 'The SavedModel has no signature that says how it is fed', {
        remedy: 'Save it with a signature: tf.saved_model.save(model, folder, signatures=…).',
      });
    const { inputs, outputs } = graph.signatureDefs[name]!;
    const model = await node.loadSavedModel(folder, graph.tags, name);
    const outputNames = Object.keys(outputs);
    const others = names.filter(n => n !== name);
    return {
      inputs: Object.entries(inputs).map(([key, info]) => ({
        name: key,
        shape: shapeOfInfo(info.shape),
        dtype: info.dtype === 'int32' || info.dtype === 'bool' ? info.dtype : 'float32',
        below: info.dtype === 'int32' ? 10 : null,
        isChannelsFirst: false,
      })),
      outputNames,
      rows: [],
      ...{ scale: null, isClassifier: false, labels: null },
      notes: [
        'A SavedModel does not give what its layers return.',
        ...(others.length ? [`Of its signatures ${name} is run; there are ${others.join(', ')} too.`] : []),
      ],
      run(tensors) {
        const fed = Object.fromEntries(Object.keys(inputs).map((key, i) => [key, tensors[i]!]));
        const returned = model.predict(fed) as Record<string, Tensor>;
        return outputNames.map(key => returned[key]!);
      },
    };
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    throw new LayerglassError('bad-model', `TensorFlow cannot load the SavedModel: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** The addon gives each size as a message of its own, -1 where it is not known. */
const shapeOfInfo = (shape: unknown): (number | null)[] =>
  (Array.isArray(shape) ? (shape as { getSize?(): number }[]) : []).map(dimension => {
    const size = dimension.getSize?.() ?? -1;
    return size >= 0 ? size : null;
  });

/** An operation stands in a node of the graph as field 2: its tag, its length, its name. Throws LayerglassError `reaching-graph`. */
function refuseReaching(file: string): void {
  const { size } = fs.statSync(file);
  if (size > maxGraphBytes)
    throw new LayerglassError('too-large', `${savedModelName} has ${size} bytes`, { where: savedModelName });
  const bytes = fs.readFileSync(file);
  const found = reaching.filter(op =>
    bytes.includes(Buffer.from(`\x12${String.fromCharCode(op.length)}${op}`, 'latin1')),
  );
  if (found.length)
    throw new LayerglassError(
      'reaching-graph',
      `The graph has operations that reach beyond the model: ${found.join(', ')}`,
      {
        where: savedModelName,
        remedy: 'It is not run here. Its graph and tensors are shown all the same.',
      },
    );
}
