// What the reader would say of two checkpoints and of many: computed here from the same values as everything else.
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import type { CheckpointAt } from '../../../extension/protocol/panel';
import type { FileDescription, ReaderResults, TensorChange, TensorEntry } from '../../../extension/protocol/reader';
import type { RunState } from '../../../extension/protocol/runState';
import { valuesOf } from './tensorFiles';

/** Undefined for what is not of pairs. */
export function pairAnswer(
  run: RunState | null,
  request: string,
  params: Record<string, unknown>,
  description: FileDescription,
): unknown {
  switch (request) {
    case 'compareCheckpoints': {
      const [a, b] = [params['a'] as CheckpointAt, params['b'] as CheckpointAt];
      const tensors = description.tensors.map(t => changeOf(a, b, t));
      return {
        a: description,
        b: description,
        tensors,
        unmatched: a.key === b.key ? { a: [], b: [] } : { a: ['extra/kernel'], b: [] },
        problems: [],
      } satisfies ReaderResults['compare'];
    }
    case 'weightPaths': {
      const tensor = description.tensors.find(t => t.name === params['name'])!;
      const values = (params['paths'] as string[]).map(path => {
        const all = valuesOf({ key: String(params['key']), path }, tensor);
        return (params['indices'] as number[]).map(i => all[i]!);
      });
      return { values } satisfies ReaderResults['paths'];
    }
    case 'checkpointsOf':
      return run?.checkpoints.map(c => ({ ...c, metrics: { ...c.metrics, val_loss: 318 - c.step / 1000 } })) ?? [];
    default:
      return undefined;
  }
}

function changeOf(atA: CheckpointAt, atB: CheckpointAt, tensor: TensorEntry): TensorChange {
  const [a, b] = [valuesOf(atA, tensor), valuesOf(atB, tensor)];
  const difference = b.map((value, i) => value - a[i]!);
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const finite = (x: number) => (Number.isFinite(x) ? x : null);
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const units = tensor.shape.at(-1) ?? 1;
  const moved = Array.from({ length: units }, (_, unit) => {
    const own = (values: Float32Array) => norm(values.filter((_, i) => i % units === unit));
    return { unit, change: units > 64 ? null : finite(own(difference) / own(a)) };
  });
  return {
    a: tensor.name,
    b: tensor.name,
    shape: tensor.shape,
    role: tensor.role,
    model: tensor.model,
    layer: tensor.layer,
    relativeChange: finite(norm(difference) / norm(a)),
    cosine: finite(dot / norm(a) / norm(b)),
    maxAbsChange: finite(difference.reduce((most, x) => Math.max(most, Math.abs(x)), 0)),
    summaries: {
      a: summarizeInJavaScript(a),
      b: summarizeInJavaScript(b),
      difference: summarizeInJavaScript(difference),
    },
    units: units > 64 ? [] : moved.sort((x, y) => (y.change ?? 0) - (x.change ?? 0)).slice(0, 10),
  };
}
