// The files of a checkpoint as the reader would give them: weights and Adam's moments of the scenario's first model.
import { signedPixels } from '../../../extension/core/pictures/signedPixels';
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import type { CheckpointAt } from '../../../extension/protocol/panel';
import type { FileDescription, ReaderResults, TensorEntry, TensorPictures } from '../../../extension/protocol/reader';
import type { RunState } from '../../../extension/protocol/runState';
import { pairAnswer } from './checkpointPairs';
import { normal, randomOf } from './random';

/** A tensor of this name has NaN and infinities among its values. */
export const brokenName = 'dense1/bias';

export function describeTensors(run: RunState | null): FileDescription {
  const model = run?.models[0];
  const weights = (model?.layers ?? []).flatMap(layer =>
    layer.weights.map((w): TensorEntry => {
      const count = w.shape.reduce<number>((product, d) => product * (d ?? 1), 1);
      const shape = w.shape.map(d => d ?? 1);
      const name = `${layer.name}/${w.name}`;
      return {
        name,
        dtype: w.dtype,
        shape,
        count,
        bytes: 4 * count,
        role: 'weight',
        model: model!.name,
        layer: layer.name,
      };
    }),
  );
  const moments = ['m', 'v'].flatMap(moment =>
    weights.map((w): TensorEntry => ({ ...w, name: `optimizer/${w.name}/${moment}`, role: 'optimizer' })),
  );
  const bytes = (tensors: TensorEntry[]) => tensors.reduce((sum, t) => sum + t.bytes, 0);
  return {
    format: 'Layerglass checkpoint',
    tensors: [...weights, ...moments],
    files: [
      { path: 'checkpoint.json', bytes: 4210 },
      { path: `${model?.name}/model.json`, bytes: 3977 },
      { path: `${model?.name}/weights.bin`, bytes: bytes(weights) },
      { path: 'optimizer.bin', bytes: bytes(moments) },
    ],
    step: null,
    checkpoint: null,
    ...{ models: [], hasGraphs: false, checksums: 0 },
    metadata: {},
    problems: [],
  };
}

/** The description with what the checkpoint itself says. */
function describedAt(run: RunState | null, { path }: CheckpointAt, description: FileDescription): FileDescription {
  const record = run?.checkpoints.find(c => c.path === path);
  const more = { optimizers: ['Adam'], hasRandomState: true, batch: 0 };
  return { ...description, step: record?.step ?? null, checkpoint: record ? { ...record, ...more } : null };
}

/** Values that depend on the checkpoint and the tensor alone: those of the start, moved on with the steps, fast at first. */
export function valuesOf({ key, path }: CheckpointAt, tensor: TensorEntry): Float32Array {
  const seed = [...`${key}/${tensor.name}`].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7);
  const [start, drift] = [randomOf(seed), randomOf(seed + 1)];
  const step = Number(/\d+/.exec(path)?.[0] ?? 0);
  const moved = (tensor.name.endsWith('bias') ? 0.06 : 0.03) * (1 - Math.exp(-step / 1500));
  const isMoment = tensor.role === 'optimizer';
  const values = Float32Array.from({ length: tensor.count }, () => {
    const at = normal(start) * 0.08;
    const by = normal(drift) * Math.exp(normal(drift) * 0.4);
    return isMoment ? at * (step ? Math.exp(-step / 2000) : 0) : at + moved * by;
  });
  if (tensor.name === brokenName) [values[2], values[5], values[7]] = [NaN, Infinity, -Infinity];
  return values;
}

/** What the reader answers; undefined for what is not of tensors. */
export function tensorAnswer(run: RunState | null, request: string, params: Record<string, unknown>): unknown {
  const description = describeTensors(run);
  const at = params['at'] as CheckpointAt;
  const tensor = description.tensors.find(t => t.name === params['name']);
  switch (request) {
    case 'describeCheckpoint':
      return describedAt(run, at, description);
    case 'checkpointSummaries': {
      const names = params['names'] as string[] | null;
      const wanted = description.tensors.filter(t => !names || names.includes(t.name));
      const tensors = wanted.map(t => ({ ...t, summary: summarizeInJavaScript(valuesOf(at, t)) }));
      return { tensors, findings: [], problems: [] } satisfies ReaderResults['summaries'];
    }
    case 'checkpointValues': {
      if (!tensor) return undefined;
      const from = Number(params['offset']);
      const { name, dtype, shape, count: total } = tensor;
      const values = [...valuesOf(at, tensor).subarray(from, from + Number(params['count']))];
      const words = values.map(value => (Number.isFinite(value) ? value : String(value)));
      return { name, dtype, shape, total, values: words } satisfies ReaderResults['values'];
    }
    case 'checkpointPictures':
      return tensor && picturesOf(at, tensor, Number(params['filters']), Number(params['page'] ?? 0));
    default:
      return pairAnswer(run, request, params, description);
  }
}

function picturesOf(at: CheckpointAt, tensor: TensorEntry, max: number, page: number): TensorPictures | null {
  if (tensor.shape.length !== 4) return null;
  const [height = 1, width = 1, inputs = 1, total = 1] = tensor.shape;
  // As the reader does: of more inputs than colours each has a page.
  const isColour = inputs === 1 || inputs === 3;
  const channels = isColour ? inputs : 1;
  const filters = Math.min(max, total);
  const size = channels * height * width;
  const values = valuesOf(at, tensor);
  const own = Float32Array.from({ length: filters * size }, (_, i) => {
    const [filter, inner] = [Math.floor(i / size), i % size];
    const [channel, place] = [Math.floor(inner / (height * width)), inner % (height * width)];
    return values[(place * inputs + (isColour ? channel : page)) * total + filter]!;
  });
  return {
    ...{ weight: tensor.name, filters, total, channels, height, width, ...signedPixels(own, size, filters) },
    ...{ page, pages: isColour ? 1 : inputs, first: 0, input: isColour ? null : page },
  };
}
