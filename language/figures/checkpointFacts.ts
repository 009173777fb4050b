import { formatFigure, formatLoss, formatRate, formatShare } from '../../extension/core/stats/formatFigure';
import { plainText } from '../../extension/core/text/plainText';
import type { CheckpointRecord } from '../../extension/protocol/run';

export interface CheckpointFact {
  /** From the program: not trusted. */
  name: string;
  value: string;
  /** Against the checkpoint before; empty where there is none. */
  change: string;
}

/** At most this many metrics: the tooltip is small. */
const maxMetrics = 6;
const metricNames: Record<string, string> = { loss: 'loss', val_loss: 'validation loss' };

/** Tensors that changed most: at most this many. */
const maxTensors = 3;

/** The metrics of a checkpoint with their change since the one before, its learning rate, and what moved most of its weights. */
export function checkpointFacts(record: CheckpointRecord, previous: CheckpointRecord | null): CheckpointFact[] {
  const names = Object.keys(record.metrics).sort((a, b) => rank(a) - rank(b));
  const facts = names.slice(0, maxMetrics).map(name => {
    const value = record.metrics[name] ?? null;
    const before = previous?.metrics[name] ?? null;
    return {
      name: metricNames[name] ?? plainText(name, 40),
      value: value === null ? 'not finite' : formatLoss(value),
      change: value === null || before === null || before === 0 ? '' : signedShare((value - before) / Math.abs(before)),
    };
  });
  return [...facts, ...learningRate(record, previous), ...movements(record)];
}

/** What it takes to go on from here: optimizers whose state is kept. Null for one that was written before this was noted. */
export function resumeFact({ optimizers, epoch }: CheckpointRecord): CheckpointFact | null {
  if (optimizers === undefined) return null;
  const value = optimizers.length ? optimizers.map(name => plainText(name, 30)).join(', ') : 'none';
  // of a loop of one's own nobody knows what else it keeps
  const change = optimizers.length === 0 ? '' : epoch === null ? 'its state is kept' : 'exact resume';
  return { name: optimizers.length > 1 ? 'optimizers' : 'optimizer', value, change };
}

function learningRate({ learningRate: rate }: CheckpointRecord, previous: CheckpointRecord | null): CheckpointFact[] {
  if (rate === undefined || rate === null) return [];
  const before = previous?.learningRate ?? null;
  const change = before === null || before === rate ? '' : `was ${formatRate(before)}`;
  return [{ name: 'learning rate', value: formatRate(rate), change }];
}

/** The tensors that changed most, by how much of their norm. */
function movements({ changes }: CheckpointRecord): CheckpointFact[] {
  // with one model its name says nothing
  const models = new Set(Object.keys(changes).map(tensor => tensor.split('/', 1)[0]));
  const shortened = (tensor: string): string => (models.size === 1 ? tensor.replace(/^[^/]*\/(?=.)/, '') : tensor);
  return Object.entries(changes)
    .flatMap(([tensor, change]) => (change === null ? [] : [{ tensor, change }]))
    .sort((a, b) => b.change - a.change)
    .slice(0, maxTensors)
    .map(({ tensor, change }, i) => ({
      name: i === 0 ? 'weights moved most' : '',
      value: change < 10 ? formatShare(change) : `×${formatFigure(change, 2)}`,
      change: `in ${plainText(shortened(tensor), 80)}`,
    }));
}

const rank = (name: string): number => (name === 'val_loss' ? 0 : name === 'loss' ? 1 : 2);

function signedShare(change: number): string {
  const text = formatShare(Math.abs(change));
  return change < 0 ? `−${text}` : change > 0 ? `+${text}` : text;
}
