import { LayerglassError } from '../../protocol/errors';
import type { TensorFlow } from '../tensorflow';
import { shapeOf } from '../watch/models/layerCalls';
import { layerRows } from '../watch/models/layerRows';
import { callModel, overrideCalls } from '../watch/probe/overrideCalls';
import { messageOf } from '../watch/probe/probeProblems';
import type { LayerLike, ModelLike, SymbolicTensorLike } from '../watch/tfjsInternals';
import { convertConfig } from './convertConfig';
import { registerKerasLayers } from './kerasLayers';
import type { LoadedModel, ModelInput } from './loadedModel';
import { cutUnknown } from './unknownLayers';

/**
 * Builds the model of a configuration of Keras or TensorFlow.js, with weights of zero. From a layer on that TensorFlow.js does not have it is cut off; a note says so. Throws LayerglassError `custom-layers`, `bad-model`.
 */
export async function buildModel(
  tensorflow: TensorFlow,
  config: unknown,
  kerasVersion: number | null,
): Promise<{ model: ModelLike; notes: string[] }> {
  registerKerasLayers(tensorflow);
  const { tf } = tensorflow;
  const converted = convertConfig(config, kerasVersion);
  if (!converted) throw badModel('its configuration has no layers');
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  const { topology, notes } = cutUnknown(converted, name => Object.hasOwn(known, name));
  try {
    const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: topology }));
    return { model: model as unknown as ModelLike, notes };
  } catch (error) {
    throw badModel(messageOf(error), error);
  }
}

const badModel = (why: string, cause?: unknown): LayerglassError =>
  new LayerglassError('bad-model', `TensorFlow.js cannot build the model: ${why}`, {
    cause,
    remedy: 'Its layers and tensors are shown all the same.',
  });

/** A model that is built and has its weights, ready to be fed. */
export function layersModel(
  { core }: TensorFlow,
  model: ModelLike,
  more: Pick<LoadedModel, 'labels' | 'notes' | 'isClassifier'>,
): LoadedModel {
  const rows = layerRows(model).filter(row => row.layer.getClassName() !== 'InputLayer');
  const layers = rows.map(row => row.layer);
  return {
    inputs: model.inputs.map((tensor, i) => inputOf(layers, tensor, model.inputNames?.[i] ?? tensor.name)),
    outputNames: model.outputs.map((tensor, i) => model.outputNames?.[i] ?? tensor.name),
    rows,
    scale: layers.some(scalesPixels) ? '0..255' : null,
    ...more,
    run(tensors, see) {
      const restore = overrideCalls(layers, {
        output(layer, value) {
          const first = Array.isArray(value) ? value[0] : value;
          if (first) see(layer, first);
          return value;
        },
      });
      try {
        // copies: a model may return what it was given
        return core.tidy(() => callModel(model, tensors).map(tensor => core.clone(tensor)));
      } finally {
        restore();
      }
    },
  };
}

/** A layer that brings pixels of 0 to 255 to what the network was trained on. */
function scalesPixels(layer: LayerLike): boolean {
  const { scale } = layer as { scale?: unknown };
  const className = layer.getClassName();
  return className === 'Normalization' || (className === 'Rescaling' && typeof scale === 'number' && scale < 0.1);
}

function inputOf(layers: readonly LayerLike[], tensor: SymbolicTensorLike, name: string): ModelInput {
  const readers = layers.filter(layer =>
    layer.inboundNodes?.some(node => node.inboundLayers?.some(l => l === tensor.sourceLayer)),
  );
  const embedding = readers.find(layer => layer.getClassName() === 'Embedding') as { inputDim?: number } | undefined;
  const isFirst = layers.some(layer => (layer as { dataFormat?: unknown }).dataFormat === 'channelsFirst');
  const dtype = tensor.dtype === 'int32' || tensor.dtype === 'bool' ? tensor.dtype : 'float32';
  return {
    name,
    shape: shapeOf(tensor.shape) ?? [],
    dtype,
    below: embedding?.inputDim ?? (dtype === 'int32' ? 10 : null),
    isChannelsFirst: isFirst,
  };
}
