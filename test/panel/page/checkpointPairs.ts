// What the reader would say of two checkpoints and of many: computed here from the same values as everything else.
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import type { CheckpointAt } from '../../../extension/protocol/panel';
import type { FileDescription, ReaderResults, TensorChange, TensorEntry } from '../../../extension/protocol/reader';
import type { RunState } from '../../../extension/protocol/runState';
import { valuesOf } from './tensorFiles';

/** Files do not change. */
const compared = new Map<string, ReaderResults['compare']>();

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
      const id = JSON.stringify([a, b]);
      const known = compared.get(id);
      if (known) return known;
      const tensors = description.tensors.map(t => changeOf(a, b, t));
      const made: ReaderResults['compare'] = {
        a: description,
        b: description,
        tensors,
        unmatched: a.key === b.key ? { a: [], b: [] } : { a: ['extra/kernel'], b: [] },
        problems: [],
      };
      compared.set(id, made);
      return made;
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

/** Of larger tensors so many values stand for all: making them is not what is tested. */
const maxValues = 512;

function changeOf(atA: CheckpointAt, atB: CheckpointAt, tensor: TensorEntry): TensorChange {
  const part = { ...tensor, count: Math.min(maxValues, tensor.count) };
  const [a, b] = [valuesOf(atA, part), valuesOf(atB, part)];
  const difference = b.map((value, i) => value - a[i]!);
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const finite = (x: number) => (Number.isFinite(x) ? x : null);
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const units = tensor.shape.at(-1) ?? 1;
  const hasUnits = units > 1 && units <= 64 && tensor.count <= maxValues;
  const moved = Array.from({ length: units }, (_, unit) => {
    const own = (values: Float32Array) => norm(values.filter((_, i) => i % units === unit));
    return { unit, change: hasUnits ? finite(own(difference) / own(a)) : null };
  });
  return {
    a: tensor.name,
    b: tensor.name,
    matchedBy: 'name',
    shape: tensor.shape,
    role: tensor.role,
    model: tensor.model,
    layer: tensor.layer,
    relativeChange: finite(norm(difference) / norm(a)),
    cosine: finite(dot / norm(a) / norm(b)),
    maxAbsChange: finite(difference.reduce((most, x) => Math.max(most, Math.abs(x)), 0)),
    norms: { a: finite(norm(a)), difference: finite(norm(difference)) },
    std: { a: summarizeInJavaScript(a).std, b: summarizeInJavaScript(b).std },
    difference: summarizeInJavaScript(difference),
    units: hasUnits ? moved.sort((x, y) => (y.change ?? 0) - (x.change ?? 0)).slice(0, 10) : [],
  };
}
