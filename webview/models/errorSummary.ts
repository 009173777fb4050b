import { formatCount } from '../../extension/core/stats/formatFigure';
import type { RunError } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';

/** So many lines of the program's own message are shown; the log has the rest. */
const maxLines = 3;

/** What happened, what is kept of the run, and the head of the message. */
export function errorSummary(run: RunState, error: RunError): { title: string; kept: string; message: string } {
  const step = run.steps.at(-1)?.step;
  const kept = run.checkpoints.filter(c => !c.dropped);
  const last = kept.at(-1);
  const lines = error.message.split('\n');
  return {
    title: step ? `The program stopped at step ${formatCount(step)}` : 'The program stopped before its first step',
    kept: last
      ? `Nothing is lost before step ${formatCount(last.step)}: weights, optimizer and random state were saved. Run ${run.id} keeps its ${kept.length} ${kept.length === 1 ? 'checkpoint' : 'checkpoints'}.`
      : step
        ? 'No checkpoint was saved. The curves up to there are kept.'
        : 'Nothing was trained, so nothing is lost.',
    message: lines.slice(0, maxLines).join('\n') + (lines.length > maxLines ? '\n…' : ''),
  };
}
