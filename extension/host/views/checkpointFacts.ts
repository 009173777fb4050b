import { formatFigure, formatLoss, formatShare } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';
import type { CheckpointRecord } from '../../protocol/run';

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

/** The metrics of a checkpoint with their change since the one before, and how far its weights have moved. */
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
  const moved = movement(record);
  return moved === null ? facts : [...facts, moved];
}

/** The tensor that changed most, and by how much of its norm. */
function movement({ changes }: CheckpointRecord): CheckpointFact | null {
  let most: { tensor: string; change: number } | null = null;
  for (const [tensor, change] of Object.entries(changes))
    if (change !== null && (most === null || change > most.change)) most = { tensor, change };
  if (most === null) return null;
  return {
    name: 'weights moved at most',
    value: most.change < 10 ? formatShare(most.change) : `×${formatFigure(most.change, 2)}`,
    change: `in ${plainText(most.tensor, 80)}`,
  };
}

const rank = (name: string): number => (name === 'val_loss' ? 0 : name === 'loss' ? 1 : 2);

function signedShare(change: number): string {
  const text = formatShare(Math.abs(change));
  return change < 0 ? `−${text}` : change > 0 ? `+${text}` : text;
}
