import { candidateText } from '../../../core/experiments/candidateText';
import { distributionOf, drawWeights } from '../../../core/experiments/drawWeights';
import { mulberry32 } from '../../../core/random/mulberry32';
import { initializerVerdict } from '../../../core/experiments/initializerVerdict';
import { judgeCandidate } from '../../../core/experiments/judgeCandidate';
import { keepSummary } from '../../../core/stats/keptSummary';
import type {
  Candidate,
  CandidateRun,
  ComparedLayer,
  Experiment,
  InitializerComparison,
  InitializerName,
} from '../../../protocol/initializers';
import { monotonicMs, wallClockMs } from '../../clock';
import type { RunSink } from '../../runSink';
import type { TensorFlow } from '../../tensorflow';
import type { WatchedModel } from '../models/modelRegistry';
import type { ProbeBatch } from '../probe/probeBatch';
import type { Tensor } from '../tfjsInternals';
import { classesOf, hasNormalization, inputSpreadOf } from './comparisonFacts';
import { comparedRows, type ComparedRow } from './comparedLayers';
import type { GivenWeights } from './givenWeights';
import { probeCandidate } from './probeCandidate';

/** With more layers than this their histograms cannot be told apart in a picture: figures are kept. */
const maxHistograms = 24;

/**
 * Compares initializers on the program's own model and batch, before its first step: for each candidate the kernels are drawn
 * anew from a seed, the batch goes through, and everything is put back. The program's own numbers do not change.
 */
export class InitializerExperiment {
  private hasCompared = false;

  constructor(
    private readonly tensorflow: TensorFlow,
    private readonly sink: RunSink,
    private readonly experiment: Experiment,
    private readonly seed: number,
    private readonly given: GivenWeights,
  ) {}

  /**
   * Compares on one model; tells the sink after each candidate. Returns true when a stop was asked for. Never throws: what
   * goes wrong is in the comparison.
   * @param firstLoss that the program itself had on its first batch; null where it is not known
   */
  run(entry: WatchedModel, batch: ProbeBatch | null, fit: number | null, firstLoss: number | null): boolean {
    // models that the program did not come to are named only where nothing else can be shown
    if (!batch && this.hasCompared) return false;
    const startedAtMs = monotonicMs();
    const comparison = emptyComparison(entry, fit);
    const send = (): void => {
      comparison.seconds = (monotonicMs() - startedAtMs) / 1000;
      this.sink.initializers({ ...comparison, runs: [...comparison.runs] });
    };
    try {
      const compared = comparedRows(entry, this.given);
      comparison.layers = compared.map(c => c.layer);
      if (!batch) comparison.note = 'The model was not called on a batch before the program ended.';
      if (!batch || !entry.model || compared.every(c => !c.weights.length)) {
        comparison.verdict = initializerVerdict(comparison);
        send();
        return false;
      }
      const isNormalized = hasNormalization(entry);
      if (isNormalized) comparison.note = 'Normalizations take the batch’s own mean and variance, as in training.';
      comparison.probed = batch.examples;
      comparison.inputSpread = inputSpreadOf(entry, batch);
      comparison.classes = classesOf(entry);
      const candidates = this.candidatesFor(comparison.layers);
      comparison.total = candidates.length;
      this.hasCompared = true;
      for (const candidate of candidates) {
        send();
        if (this.sink.gate()) return true;
        const run = this.measure(candidate, { entry, batch, compared, isNormalized, firstLoss });
        comparison.runs.push({ ...run, ...(run.status === 'completed' && judgeCandidate(run, comparison)) });
      }
      comparison.verdict = initializerVerdict(comparison);
    } catch (error) {
      comparison.note = `Not compared: ${messageOf(error)}.`;
      comparison.total = comparison.runs.length;
    }
    send();
    return false;
  }

  /** Those that make a difference on these layers. */
  private candidatesFor(layers: readonly ComparedLayer[]): Candidate[] {
    const changed = layers.filter(l => l.kept === null);
    const advised = new Set(changed.map(l => l.advice));
    const { candidates } = this.experiment;
    const isNamed = (name: InitializerName): boolean =>
      candidates.some(c => c.kind === 'named' && c.initializer === name);
    return candidates.filter(c => {
      if (c.kind === 'named' && c.initializer === 'leCunNormal') return advised.has('leCunNormal');
      if (c.kind === 'byActivation') return advised.size > 1 || ![...advised].every(isNamed);
      return true;
    });
  }

  private measure(
    candidate: Candidate,
    {
      entry,
      batch,
      compared,
      isNormalized,
      firstLoss,
    }: {
      entry: WatchedModel;
      batch: ProbeBatch;
      compared: readonly ComparedRow[];
      isNormalized: boolean;
      firstLoss: number | null;
    },
  ): CandidateRun {
    const startedAtMs = monotonicMs();
    const run: CandidateRun = {
      candidate,
      id: candidateText(candidate),
      settings: settingsOf(candidate, compared),
      status: 'completed',
      error: null,
      seconds: 0,
      loss: null,
      isLossFinite: true,
      layers: [],
      ratio: null,
      change: null,
      word: null,
    };
    const restore = this.initialize(candidate, compared);
    try {
      const rows = entry.rows();
      const shown = compared.map(c => c.row.layer);
      const probe = probeCandidate(this.tensorflow, entry.model!, { rows, shown, batch, isTraining: isNormalized });
      const loss = probe.loss ?? (candidate.kind === 'asWritten' ? firstLoss : null);
      run.isLossFinite = loss === null || Number.isFinite(loss);
      run.loss = run.isLossFinite ? loss : null;
      const hasHistograms = compared.length <= maxHistograms;
      run.layers = compared.flatMap(({ row }) => {
        const summary = probe.summaries.get(row.layer);
        return summary ? [{ name: row.name, summary: keepSummary(summary, hasHistograms) }] : [];
      });
    } catch (error) {
      run.status = 'failed';
      run.error = messageOf(error);
    } finally {
      restore();
    }
    run.seconds = (monotonicMs() - startedAtMs) / 1000;
    return run;
  }

  /** Gives the weights the candidate's values; returns what puts their own back. */
  private initialize(candidate: Candidate, compared: readonly ComparedRow[]): () => void {
    if (candidate.kind === 'asWritten') return () => undefined;
    const { core } = this.tensorflow;
    const { given } = this;
    // each candidate begins anew: two that draw alike, differ by their scale alone
    const random = mulberry32(this.seed);
    const own: { variable: ReturnType<ComparedRow['weights'][number]['read']>; values: Tensor }[] = [];
    const restore = (): void =>
      given.uncounted(() => {
        for (const { variable, values } of own.splice(0)) {
          variable.assign(values);
          values.dispose();
        }
      });
    try {
      for (const { layer, weights } of compared)
        for (const weight of weights) {
          const variable = weight.read();
          const { shape } = variable;
          const distribution =
            candidate.kind === 'normal'
              ? ({ kind: 'normal', stddev: candidate.stddev } as const)
              : distributionOf(candidate.kind === 'named' ? candidate.initializer : layer.advice, shape);
          // shares the memory of the variable's own values, and keeps it from being freed
          own.push({ variable, values: core.keep(variable.clone()) });
          const values = core.tensor(drawWeights(distribution, variable.size, random), shape, 'float32');
          given.uncounted(() => variable.assign(values));
          values.dispose();
        }
    } catch (error) {
      restore();
      throw error;
    }
    return restore;
  }
}

function settingsOf(candidate: Candidate, compared: readonly ComparedRow[]): Record<string, string> {
  const textFor = ({ layer }: ComparedRow): string => {
    if (candidate.kind === 'asWritten') return layer.written;
    if (candidate.kind === 'byActivation') return layer.advice;
    return candidateText(candidate);
  };
  const changed = compared.filter(c => candidate.kind === 'asWritten' || c.weights.length > 0);
  return Object.fromEntries(changed.map(c => [c.layer.name, textFor(c)]));
}

const emptyComparison = (entry: WatchedModel, fit: number | null): InitializerComparison => ({
  fit,
  model: entry.name,
  startedAt: wallClockMs(),
  seconds: 0,
  probed: 0,
  note: null,
  classes: null,
  inputSpread: null,
  layers: [],
  total: 0,
  runs: [],
  verdict: null,
});

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300).replace(/\.$/, '');
