// Model files as the reader would give them.
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import { signedPixels } from '../../../extension/core/pictures/signedPixels';
import type { FileRefusal } from '../../../extension/protocol/filePage';
import type {
  CheckpointComparison,
  FileDescription,
  FileFinding,
  FileGraph,
  FileProblem,
  TensorEntry,
  TensorFigures,
} from '../../../extension/protocol/reader';
import type { FileInput } from '../../../extension/protocol/fileRun';
import { fileRunOf } from './fileRunOf';
import { digitsModel } from './modelsOf';
import { Refusal } from './refusal';
import { normal, randomOf } from './random';

export interface FileScenario {
  file: string;
  description: FileDescription | null;
  refusal: FileRefusal | null;
  isTrusted?: boolean;
  /** Tensors whose figures are there at once; default: all. */
  readAtFirst?: number;
  findings?: FileFinding[];
  problems?: FileProblem[];
  figures(tensor: TensorEntry): TensorFigures;
  answer(request: string, params: Record<string, unknown>): unknown;
}

/** More values than this need not be made to tell a histogram. */
const maxMade = 4096;

export function tensorOf(name: string, shape: number[], patch: Partial<TensorEntry> = {}): TensorEntry {
  const count = shape.reduce((a, b) => a * b, 1);
  const dtype = patch.dtype ?? 'float32';
  return { name, dtype, shape, count, bytes: 4 * count, role: 'weight', model: null, layer: null, ...patch };
}

/** Values that depend on the name alone; `conv6/weights` has filters that are all zero, `frozen` is zero. */
function valuesOf({ name, count }: TensorEntry): Float32Array {
  const seed = [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7);
  const random = randomOf(seed);
  const spread = 0.01 + (Math.abs(seed) % 50) / 1000;
  if (name === 'global_step') return Float32Array.of(1290);
  return Float32Array.from({ length: Math.min(count, maxMade) }, (_, i) =>
    name.includes('conv6/weights') && i % 256 < 30 ? 0 : normal(random) * spread,
  );
}

function figuresOf(tensor: TensorEntry): TensorFigures {
  const made = summarizeInJavaScript(valuesOf(tensor));
  const times = tensor.count / Math.max(1, made.count);
  if (times === 1 || !made.buckets) return { ...tensor, summary: made };
  const count = made.buckets.count.map(c => c * times);
  const more = { count: tensor.count, zeros: made.zeros * times };
  return { ...tensor, summary: { ...made, ...more, buckets: { ...made.buckets, count } } };
}

function answerOf(
  tensors: readonly TensorEntry[],
  graphs: FileGraph[] = [],
  comparison: CheckpointComparison | null = null,
) {
  return (request: string, params: Record<string, unknown>): unknown => {
    const tensor = tensors.find(t => t.name === params['name']);
    switch (request) {
      case 'values': {
        const from = Number(params['offset']);
        const made = tensor ? valuesOf(tensor) : new Float32Array();
        const length = tensor ? Math.max(0, Math.min(Number(params['count']), tensor.count - from)) : 0;
        const values = Array.from({ length }, (_, i) => made[(from + i) % made.length]!);
        return { name: tensor?.name, dtype: tensor?.dtype, shape: tensor?.shape, total: tensor?.count, values };
      }
      case 'pictures': {
        if (tensor?.shape.length !== 4) return null;
        const [height = 1, width = 1, inputs = 1, outputs = 1] = tensor.shape;
        const filters = Math.min(Number(params['filters']), outputs);
        const page = Number(params['page'] ?? 0);
        const made = valuesOf(tensor);
        const own = Float32Array.from({ length: filters * height * width }, (_, i) =>
          Math.floor(i / (height * width)) < 8 ? 0 : made[(i * 37) % made.length]!,
        );
        const pictures = signedPixels(own, height * width, filters);
        return {
          ...{ weight: tensor.name, filters, total: outputs, channels: 1, height, width, ...pictures },
          ...{ page, pages: inputs, first: 0, input: inputs > 1 ? page : null },
        };
      }
      case 'graphs':
        return graphs;
      case 'comparison':
        return comparison;
      case 'otherSummaries':
        return {
          tensors: tensors.filter(t => (params['names'] as string[]).includes(t.name)).map(figuresOf),
          ...{ findings: [], problems: [] },
        };
      default:
        return undefined;
    }
  };
}

const describe = (tensors: TensorEntry[], patch: Partial<FileDescription> = {}): FileDescription => ({
  format: 'tf-checkpoint',
  models: [],
  hasGraphs: false,
  tensors,
  files: [
    { path: 'model.ckpt-1290.index', bytes: 3100 },
    { path: 'model.ckpt-1290.data-00000-of-00001', bytes: 184e6 },
  ],
  step: 1290,
  checkpoint: null,
  metadata: { writtenBy: 'TensorFlow 1.15.0' },
  checksums: tensors.length,
  problems: [],
  ...patch,
});
const scenario = (description: FileDescription | null, patch: Partial<FileScenario> = {}): FileScenario => ({
  file: 'model.ckpt-1290.index',
  description,
  refusal: null,
  figures: figuresOf,
  answer: answerOf(description?.tensors ?? []),
  ...patch,
});

/** The mock's checkpoint: blocks of convolutions, dense layers, a step, the slots of Adam. */
function vggTensors(): TensorEntry[] {
  const tensors: TensorEntry[] = [];
  const widths = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512];
  const blocks = [1, 1, 2, 2, 3, 3, 3, 4, 4, 4];
  widths.forEach((width, i) => {
    const scope = `block${blocks[i]}/conv${i + 1}`;
    tensors.push(
      tensorOf(`${scope}/weights`, [3, 3, i ? widths[i - 1]! : 1, width]),
      tensorOf(`${scope}/biases`, [width]),
    );
  });
  tensors.push(tensorOf('dense/fc1/weights', [2048, 4096]), tensorOf('dense/fc1/biases', [4096]));
  tensors.push(tensorOf('dense/fc2/weights', [4096, 10]), tensorOf('dense/fc2/biases', [10]));
  const slots = tensors.flatMap(t =>
    ['m', 'v'].map((slot): TensorEntry => ({ ...t, name: `Adam/${t.name}/${slot}`, role: 'optimizer' })),
  );
  return [...tensors, tensorOf('global_step', [], { dtype: 'int64', role: 'other' }), ...slots];
}
const finding: FileFinding = {
  rule: 'all-zeros',
  severity: 'warning',
  tensors: ['block3/conv6/weights'],
  message: '30 of 256 filters in conv6 are exactly zero',
  meaning: 'Nothing passes through them.',
  advice: 'Train with another initializer.',
  evidence: { filters: 30, share: 0.117 },
};

const frozen: FileFinding = {
  rule: 'frozen-slots',
  severity: 'info',
  tensors: ['m', 'v'].map(slot => `Adam/block1/conv2/weights/${slot}`),
  message: 'block1/conv2/weights was not trained: its optimizer slots are exactly zero',
  meaning: 'It is frozen.',
  advice: 'See that it reaches the loss.',
  evidence: { frozen: 1, moved: 23 },
};

/** A model of digits that can be run, and what its page is answered. */
function runScenario(): FileScenario {
  const models = [{ ...digitsModel(), customLayers: [], cannotRun: null }];
  const tensors = [tensorOf('conv1/kernel', [3, 3, 1, 32])];
  return scenario(describe(tensors, { format: 'keras-v3', models, step: null }), { file: 'digits.keras' });
}
const answerRun = (request: string, params: Record<string, unknown>): unknown =>
  request === 'chooseInput' ? '/w/three.png' : request === 'run' ? fileRunOf(params['input'] as FileInput) : undefined;
const noImages = new Refusal(
  'not-images',
  'The model takes no images: input wants 12',
  'Give it a .npy of that shape.',
);

/** Names that would be markup if they were not text. */
const hostileName = '<img src=x onerror="window.hacked=1">';

export const fileScenarios: Record<string, () => FileScenario> = {
  vgg: () => scenario(describe(vggTensors()), { findings: [finding, frozen] }),
  reading: () => scenario(describe(vggTensors()), { readAtFirst: 18 }),
  damaged: () => {
    const tensors = vggTensors();
    const where = 'dense/fc1/weights';
    const message = '33,554,432 bytes give CRC32C 13e0a97b, the index says 8c1f42d0.';
    return scenario(describe(tensors), { problems: [{ code: 'checksum-mismatch', message, where }] });
  },
  refused: () =>
    scenario(null, {
      file: 'best_model.pt',
      refusal: {
        code: 'unsafe-pickle',
        message: 'data.pkl, byte 212: GLOBAL posix system',
        where: '/w/best_model.pt',
        remedy: 'Get it as .safetensors.',
        storages: 62,
      },
    }),
  many: () => {
    const tensors = Array.from({ length: 100_000 }, (_, i) =>
      tensorOf(`model.layers.${i >> 6}.part${(i >> 3) & 7}.w${i & 7}`, [4]),
    );
    const summary = summarizeInJavaScript(Float32Array.of(1, 2, 3, 4));
    return scenario(describe(tensors, { format: 'safetensors', checksums: 0, step: null }), {
      file: 'many.safetensors',
      readAtFirst: 1000,
      figures: t => ({ ...t, summary }),
    });
  },
  keras: () => {
    const model = digitsModel();
    const tensors = model.layers.flatMap(l =>
      l.weights.map(w =>
        tensorOf(
          `${l.name}/${w.name}`,
          w.shape.map(d => d ?? 1),
          { layer: l.name, model: model.name },
        ),
      ),
    );
    const models = [{ ...model, customLayers: ['Squeeze'], cannotRun: null }];
    return scenario(describe(tensors, { format: 'keras-v3', models, step: null }), { file: 'digits.keras' });
  },
  run: () => ({ ...runScenario(), answer: answerRun }),
  runRefused: () => ({ ...runScenario(), answer: request => (request === 'run' ? noImages : answerRun(request, {})) }),
  runUntrusted: () => ({ ...runScenario(), isTrusted: false }),
  graph: () => {
    const tensors = [tensorOf('w', [64, 64])];
    const nodes = Array.from({ length: 20_000 }, (_, i) => ({
      name: `node_${i}`,
      op: i % 3 ? 'MatMul' : 'Relu',
      inputs: [i ? `value_${i - 1}` : 'x', 'w'],
      outputs: [`value_${i}`],
      outputShape: [null, 64],
      tensors: ['w'],
      attributes: { transpose_a: 'false' },
    }));
    const end = { dtype: 'float32', shape: [null, 64] };
    const graph: FileGraph = {
      name: 'main',
      parent: null,
      inputs: [{ name: 'x', ...end }],
      outputs: [{ name: 'y', ...end }],
      nodes,
      total: 25_000,
    };
    return scenario(describe(tensors, { format: 'onnx', hasGraphs: true, checksums: 0 }), {
      file: 'net.onnx',
      answer: answerOf(tensors, [graph]),
    });
  },
  compared: () => {
    const description = describe(vggTensors());
    const weights = description.tensors.filter(t => t.role === 'weight');
    const comparison: CheckpointComparison = {
      a: description,
      b: description,
      tensors: weights.map((t, i) => ({
        ...{ a: t.name, b: t.name, shape: t.shape, role: t.role, model: null, layer: null },
        matchedBy: i === 1 ? 'shape' : 'name',
        relativeChange: (i + 1) / 40,
        cosine: 0.9,
        maxAbsChange: 0.1,
        norms: { a: 1, difference: (i + 1) / 40 },
        std: { a: 0.02, b: 0.03 },
        difference: figuresOf(t).summary!,
        units: [{ unit: 3, change: 0.4 }],
      })),
      unmatched: { a: [], b: ['extra/bias'] },
      problems: [],
    };
    return scenario(description, { answer: answerOf(description.tensors, [], comparison) });
  },
  hostile: () =>
    scenario(
      describe([tensorOf(hostileName, [3, 3, 1, 8])], {
        metadata: { [hostileName]: hostileName },
        files: [{ path: hostileName, bytes: 9 }],
        problems: [{ code: 'x', message: hostileName, where: hostileName }],
      }),
      { file: hostileName, findings: [{ ...finding, message: hostileName, tensors: [hostileName] }] },
    ),
  empty: () => scenario(describe([], { checksums: 0, files: [] }), { file: 'empty.safetensors' }),
};
