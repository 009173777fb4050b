import { mergeSummaries, withoutBuckets } from '../../../core/stats/mergeSummaries';
import { summarize } from '../../../core/stats/summarize';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import type { CloseUpProbe } from '../closeUps/closeUpProbe';
import { areDistributions } from '../data/targetKind';
import type { LayerRow } from '../models/layerRows';
import { valuesOf, type LayerLike, type ModelLike, type Tensor } from '../tfjsInternals';
import { outsideWrite } from './outsideWrites';
import { callModel, isFunctionObject, overrideCalls } from './overrideCalls';
import { tensorsOf, type ProbeBatch } from './probeBatch';
import { messageOf, ProbeProblems } from './probeProblems';
import { withoutTrace, WouldBuildError } from './withoutTrace';

export interface LayerProbe {
  preActivations: Summary[];
  activations: Summary[];
  activationGradients: Summary[];
}
/** What the model returns for the probe batch, one for each output. */
export interface OutputProbe {
  /** Without the batch. */
  shape: number[];
  /** Without buckets. */
  summary: Summary;
  sumsToOne: boolean;
}
export interface ActivationProbe {
  layers: Map<LayerLike, LayerProbe>;
  /** Empty where the model did not come to its end. */
  outputs: OutputProbe[];
  /** What could not be seen, and why: sentences, empty where all was. */
  problems: string;
  /** The probe has to wait until the program has called the model itself. */
  isEarly: boolean;
}

/** More calls than this of one layer are shown as one. */
const maxCalls = 16;
/** So many layers may fail because their activation function is looked at. */
const maxSpared = 4;
const canBeSpared = (layer: LayerLike, error: unknown): boolean =>
  isFunctionObject(layer.activation) && !(error instanceof WouldBuildError);

/**
 * One forward pass of the batch, as in predicting: for each layer that is called, the summaries of what it returns and of
 * what its activation function takes, one for each call; `closeUp` sees the values too. The program cannot tell
 * (`withoutTrace`). Where a layer fails, those before it are shown; where it fails because its activation function is looked
 * at, the pass is made again without that. Never throws.
 */
export function probeActivations(
  tensorflow: TensorFlow,
  model: ModelLike,
  rows: readonly LayerRow[],
  batch: ProbeBatch,
  closeUp: CloseUpProbe,
): ActivationProbe {
  const problems = new ProbeProblems(new Map(rows.map(r => [r.layer, r.name])));
  // layers whose activation function is left as it is, because they fail otherwise
  const untouched = new Set<LayerLike>();
  let pass = new ForwardPass(problems, closeUp, new Map());
  pass.run(tensorflow, model, rows, batch, untouched);
  while (pass.failure?.layer && canBeSpared(pass.failure.layer, pass.failure.error) && untouched.size < maxSpared) {
    const { layer } = pass.failure;
    const again = new ForwardPass(problems, closeUp, pass.calls);
    again.run(tensorflow, model, rows, batch, untouched.add(layer));
    if (again.failure?.layer === layer) break;
    problems.noPreActivations(layer, pass.failure.error);
    pass = again;
  }
  const { layers, outputs, failure } = pass;
  if (failure) problems.endsAt(layers.size ? failure : { ...failure, layer: null });
  mergeCalls(rows, layers);
  return { layers, outputs, problems: problems.text, isEarly: failure?.error instanceof WouldBuildError };
}

/** What one pass has seen until its end, or until a layer failed. */
class ForwardPass {
  readonly layers = new Map<LayerLike, LayerProbe>();
  readonly outputs: OutputProbe[] = [];
  /** How often each layer was called. */
  readonly calls = new Map<LayerLike, number>();
  failure: { layer: LayerLike | null; error: unknown } | null = null;

  /** @param seen calls that the close-up has seen already */
  constructor(
    private readonly problems: ProbeProblems,
    private readonly closeUp: CloseUpProbe,
    private readonly seen: ReadonlyMap<LayerLike, number>,
  ) {}

  run(
    tensorflow: TensorFlow,
    model: ModelLike,
    rows: readonly LayerRow[],
    batch: ProbeBatch,
    untouched: ReadonlySet<LayerLike>,
  ): void {
    const layers = rows.map(r => r.layer);
    let failed: LayerLike | null = null;
    // before anything is put in the place of a call
    const refused = new Map(layers.map(layer => [layer, outsideWriteText(layer.call, 'it')]));
    try {
      withoutTrace(tensorflow, [...layers, model], () => {
        const restore = overrideCalls(layers, {
          isUntouched: layer => untouched.has(layer),
          preActivation: (layer, value) => this.preActivation(layer, value),
          begins: layer => {
            const reason = refused.get(layer);
            if (reason) throw new Error(reason);
          },
          output: (layer, value) => this.output(layer, value),
          failed: layer => (failed ??= layer),
        });
        try {
          const outputs = callModel(model, tensorsOf(tensorflow, batch.inputs));
          this.outputs.push(...outputs.map(outputProbe));
        } finally {
          restore();
        }
      });
    } catch (error) {
      this.failure = { layer: failed, error };
    }
  }

  private preActivation(layer: LayerLike, value: Tensor): void {
    const values = this.read(layer, value);
    if (values) this.probeOf(layer).preActivations.push(summarize(values));
  }
  private output(layer: LayerLike, value: Tensor | Tensor[]): Tensor | Tensor[] {
    const [first] = Array.isArray(value) ? value : [value];
    if (Array.isArray(value) && value.length > 1 && !layer.cell) this.problems.firstOf(layer, value.length);
    const values = first && this.read(layer, first);
    if (!values) return value;
    this.probeOf(layer).activations.push(summarize(values));
    const call = (this.calls.get(layer) ?? 0) + 1;
    this.calls.set(layer, call);
    if (call > (this.seen.get(layer) ?? 0)) this.closeUp.add(layer, values, first.shape);
    return value;
  }
  private read(layer: LayerLike, tensor: Tensor): ReturnType<typeof valuesOf> {
    try {
      const values = valuesOf(tensor);
      if (!values) this.problems.unreadable(layer, tensor.dtype === 'string' ? 'text' : 'complex numbers');
      return values;
    } catch (error) {
      this.problems.unreadable(layer, messageOf(error));
      return null;
    }
  }
  private probeOf(layer: LayerLike): LayerProbe {
    let probe = this.layers.get(layer);
    if (!probe) this.layers.set(layer, (probe = { preActivations: [], activations: [], activationGradients: [] }));
    return probe;
  }
}

/** Why a probe may not call something: the program could tell by it. null where it may. */
export function outsideWriteText(f: (...args: never[]) => unknown, what: string): string | null {
  const name = outsideWrite(f);
  return name === null ? null : `each call of ${what} changes "${name}", which is the program's own`;
}

function outputProbe(output: Tensor): OutputProbe {
  const values = valuesOf(output) ?? new Float32Array(0);
  const shape = output.shape.slice(1);
  return { shape, summary: withoutBuckets(summarize(values)), sumsToOne: areDistributions(values, shape) };
}
/** A layer that is called in each time step, or very often, is shown as called once. */
export function mergeCalls(rows: readonly LayerRow[], probes: ReadonlyMap<LayerLike, LayerProbe>): void {
  for (const { layer, parent } of rows) {
    const probe = probes.get(layer);
    const most = parent?.layer.getClassName() === 'TimeDistributed' ? 1 : maxCalls;
    for (const kind of ['preActivations', 'activations', 'activationGradients'] as const)
      if (probe && probe[kind].length > most) probe[kind] = [mergeSummaries(probe[kind])];
  }
}
