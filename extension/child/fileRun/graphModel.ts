import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import { joined } from '../../core/runs/joined';
import { LayerglassError } from '../../protocol/errors';
import type { TensorFlow } from '../tensorflow';
import { shapeOf } from '../watch/models/layerCalls';
import type { LayerRow } from '../watch/models/layerRows';
import { messageOf } from '../watch/probe/probeProblems';
import type { LayerLike, Tensor } from '../watch/tfjsInternals';
import type { LoadedModel } from './loadedModel';
import { storedValues } from './placeWeights';

/** Operations whose values are watched: what a layer of a framework ends in. */
const watched =
  /^(_?Fused(Conv2D|MatMul|DepthwiseConv2dNative)|_FusedConv2D|_FusedMatMul|FusedBatchNorm(V2|V3)?|Conv[123]D|Conv2DBackpropInput|DepthwiseConv2d(Native)?|MatMul|BatchMatMul(V2)?|Relu6?|LeakyRelu|Prelu|Elu|Selu|Sigmoid|Tanh|Softmax|MaxPool(3D)?|AvgPool(3D)?|Mean|Max)$/;
/** All of them are computed at once: no more than so many. */
const maxWatched = 200;

interface GraphNodeLike {
  name: string;
  op: string;
}
interface GraphModelLike {
  inputs: { name: string; shape?: unknown; dtype?: string }[];
  outputs: { name: string }[];
  executor?: { graph?: { nodes?: Record<string, GraphNodeLike> } };
  execute(inputs: Record<string, Tensor>, outputs: string[]): Tensor | Tensor[];
  executeAsync(inputs: Record<string, Tensor>, outputs: string[]): Promise<Tensor | Tensor[]>;
}

/** A graph model of TensorFlow.js. Throws LayerglassError. */
export async function graphModel(
  tensorflow: TensorFlow,
  topology: object,
  signature: object | undefined,
  tensors: readonly StoredTensor[],
): Promise<LoadedModel> {
  const { tf } = tensorflow;
  const specs: { name: string; shape: number[]; dtype: 'float32' | 'int32' | 'bool' }[] = [];
  const parts: Uint8Array[] = [];
  for (const stored of tensors) {
    const { name, shape, dtype } = stored.entry;
    if (dtype === 'string' || dtype === 'complex64')
      throw new LayerglassError('not-supported', `The graph holds ${dtype} values in ${name}, and cannot be run`, {
        where: name,
      });
    const value = storedValues(tensorflow, stored);
    const values = value.dataSync();
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice());
    specs.push({ name, shape, dtype: value.dtype as 'float32' });
    value.dispose();
  }
  let model: GraphModelLike;
  try {
    const weightData = joined(parts).buffer;
    // TensorFlow.js asks for the versions, whether there are any or not
    const modelTopology = { versions: {}, ...topology };
    const artifacts = { modelTopology, weightSpecs: specs, weightData, signature, format: 'graph-model' };
    model = (await tf.loadGraphModel(tf.io.fromMemory(artifacts as never))) as unknown as GraphModelLike;
  } catch (error) {
    throw new LayerglassError('bad-model', `TensorFlow.js cannot load the graph: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const outputNames = model.outputs.map(output => output.name);
  const nodes = Object.values(model.executor?.graph?.nodes ?? {}).filter(({ op }) => watched.test(op));
  const rows = nodes.slice(0, maxWatched).map(rowOf);
  const notes = nodes.length > maxWatched ? [`Of ${nodes.length} operations the first ${maxWatched} are shown.`] : [];
  return {
    inputs: model.inputs.map(({ name, shape, dtype }) => ({
      name: name.replace(/:0$/, ''),
      shape: (shapeOf(shape) ?? [null]).map(n => (n === null || n < 0 ? null : n)),
      dtype: dtype === 'int32' || dtype === 'bool' ? dtype : 'float32',
      below: dtype === 'int32' ? 10 : null,
      isChannelsFirst: false,
    })),
    outputNames,
    rows,
    scale: null,
    isClassifier: false,
    labels: null,
    notes,
    async run(inputs, see) {
      const fed = Object.fromEntries(model.inputs.map(({ name }, i) => [name, inputs[i]!]));
      const returned = await compute(model, fed, [...outputNames, ...rows.map(row => row.layer.name)]).catch(
        async () => {
          // a node within a branch or a loop cannot be asked for
          rows.length = 0;
          return compute(model, fed, outputNames);
        },
      );
      // an output that is watched too is one and the same tensor
      const kept = new Set(returned.slice(0, outputNames.length));
      returned.slice(outputNames.length).forEach((value, i) => {
        see(rows[i]!.layer, value);
        if (!kept.has(value)) value.dispose();
      });
      return returned.slice(0, outputNames.length);
    },
  };
}

async function compute(model: GraphModelLike, inputs: Record<string, Tensor>, names: string[]): Promise<Tensor[]> {
  try {
    return [model.execute(inputs, names)].flat();
  } catch (error) {
    // loops and branches, and shapes that depend on values, can be waited for only
    if (!/executeAsync/.test(String((error as Error).message))) throw error;
    return [await model.executeAsync(inputs, names)].flat();
  }
}

/** An operation as a layer that is watched. */
function rowOf({ name, op }: GraphNodeLike): LayerRow {
  const layer = {
    name,
    built: true,
    weights: [],
    trainableWeights: [],
    getClassName: () => op,
  } as unknown as LayerLike;
  return { layer, name, depth: 0, parent: null, container: null, children: [], origin: layer };
}
