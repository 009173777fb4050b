import type { StepRecord } from '../../protocol/run';
import { thinSteps } from '../../protocol/runState';
import { valueAt } from './logMetrics';
import type { LogRun } from './logRun';

/** What the steps of a log count, and where they lie in the run. */
export interface LogClock {
  unit: 'epoch' | 'step';
  /** Of a step as the log has it. `epoch`: null where steps are counted. */
  at(logStep: number): { step: number; epoch: number | null };
  /** The loss of single batches, where the log has it apart. */
  steps: StepRecord[];
}

const bySteps: LogClock = { unit: 'step', at: step => ({ step, epoch: null }), steps: [] };

/**
 * Keras's callback counts epochs, from 0: they are told by its curves `epoch_…`. How many steps an epoch has is seen from
 * its curves of batches (by the time at which they were written) or of evaluations; where there are none, steps are epochs.
 */
export function logClock(runs: readonly LogRun[]): LogClock {
  const series = runs.flatMap(run => [...run.series.values()]);
  const ends =
    series.find(s => s.kind === 'scalar' && s.tag === 'epoch_loss') ?? series.find(s => s.tag.startsWith('epoch_'));
  if (!ends || ends.kind !== 'scalar' || !ends.steps.length) return bySteps;
  const batches = series.find(s => s.kind === 'scalar' && s.tag === 'batch_loss');
  if (batches?.steps.length) {
    const stepAfter = new Map<number, number>();
    const steps: StepRecord[] = [];
    let i = 0;
    for (const [k, logStep] of ends.steps.entries()) {
      const first = i;
      while (i < batches.steps.length && batches.wallTimes[i]! <= ends.wallTimes[k]!) i++;
      for (let j = first; j < i; j++)
        steps.push({
          ...{ fit: 0, step: batches.steps[j]!, epoch: logStep + (j - first + 1) / (i - first) },
          ...{ loss: valueAt(batches, j), learningRate: null },
        });
      stepAfter.set(logStep, i ? batches.steps[i - 1]! : logStep + 1);
    }
    return {
      unit: 'epoch',
      at: logStep => ({ step: stepAfter.get(logStep) ?? logStep + 1, epoch: logStep + 1 }),
      steps: thinSteps(steps),
    };
  }
  const perEpoch = stepsPerEpoch(runs) ?? 1;
  return {
    unit: 'epoch',
    at: logStep => ({ step: Math.round(perEpoch * (logStep + 1)), epoch: logStep + 1 }),
    steps: [],
  };
}

/** From evaluations, which are logged by epochs and by iterations; null where they do not agree on one number. */
function stepsPerEpoch(runs: readonly LogRun[]): number | null {
  for (const run of runs) {
    const byIterations = run.series.get('evaluation_loss_vs_iterations');
    const byEpochs = run.series.get('epoch_loss');
    if (!byIterations || byIterations.steps.length !== byEpochs?.steps.length) continue;
    const ratios = new Set(byEpochs.steps.map((epoch, i) => byIterations.steps[i]! / (epoch + 1)));
    const [ratio] = ratios;
    if (ratios.size === 1 && ratio! >= 1) return ratio!;
  }
  return null;
}
