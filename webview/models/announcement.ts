import type { RunStatus } from '../../extension/protocol/run';
import type { RunnerEvent } from '../../extension/protocol/runner';
import { lossText } from './lossText';

const ends: Partial<Record<RunStatus, string>> = {
  completed: 'The run is complete.',
  stopped: 'The run was stopped.',
  failed: 'The run has crashed.',
  interrupted: 'The run was interrupted.',
};

/** What a screen reader hears of an event; empty for most. */
export function announcement(event: RunnerEvent): string {
  switch (event.type) {
    case 'epoch': {
      const { epoch, metrics } = event.epoch;
      if (epoch === 0) return '';
      const figures = [
        `loss ${lossText(metrics['loss'] ?? null)}`,
        ...('val_loss' in metrics ? [`validation loss ${lossText(metrics['val_loss'])}`] : []),
      ];
      return `Epoch ${epoch} done: ${figures.join(', ')}.`;
    }
    case 'finding':
      return `Finding${event.finding.layer ? ` in ${event.finding.layer}` : ''}: ${event.finding.label}.`;
    case 'initializers': {
      const { verdict } = event.comparison;
      return verdict ? `Initializers compared. ${verdict.strong}${verdict.sentence}` : '';
    }
    case 'failed':
      return `Error: ${event.error.message.split('\n')[0]}`;
    case 'ended':
      return ends[event.status] ?? '';
    default:
      return '';
  }
}
