import type { RunState } from '../../extension/protocol/runState';

/** A line under the run bar that says something of the whole run. */
export interface Note {
  code: string;
  icon: 'history' | 'info' | 'warning' | 'debug-disconnect';
  tone: 'warning' | 'info';
  strong: string;
  text: string;
  action: 'runAgain' | null;
  canDismiss: boolean;
}

const backendWords: Record<string, string> = {
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
  own: "the program's own, unaccelerated",
  native: 'native',
};

/** Notes of a run, those that were closed left out. */
export function notesOf(
  state: { run: RunState | null; key: string | null; program: string; isStale: boolean; isTrusted: boolean },
  dismissed: readonly string[],
): Note[] {
  const { run, key, program } = state;
  if (!run) return [];
  const notes: Note[] = [];
  if (state.isStale)
    notes.push({
      code: 'stale',
      icon: 'history',
      tone: 'warning',
      strong: `${program} changed`,
      text: ` after ${key === 'inspect' ? 'the inspection' : `run ${run.id}`}: lines may have moved.`,
      action: state.isTrusted ? 'runAgain' : null,
      canDismiss: false,
    });
  if (run.status === 'interrupted')
    notes.push({
      code: 'interrupted',
      icon: 'debug-disconnect',
      tone: 'warning',
      strong: 'Interrupted',
      text: `: the process that ran it is gone. All that it had written is kept${keptText(run)}.`,
      action: null,
      canDismiss: false,
    });
  const { backend } = run;
  if (backend && backend.name !== 'native' && backend.advice)
    notes.push({
      code: 'backend',
      icon: 'info',
      tone: 'info',
      strong: `Backend is ${backendWords[backend.name]}`,
      text: `: ${backend.reason.replace(/\.$/, '')}. ${backend.advice}`,
      action: null,
      canDismiss: true,
    });
  for (const notice of run.notices)
    notes.push({
      code: notice.code,
      icon: 'info',
      tone: 'info',
      strong: '',
      text: notice.message,
      action: null,
      canDismiss: true,
    });
  return notes.filter(n => !n.canDismiss || !dismissed.includes(noteId(key, n.code)));
}

export const noteId = (key: string | null, code: string): string => `${key}/${code}`;

function keptText(run: RunState): string {
  const kept = run.checkpoints.filter(c => !c.dropped).length;
  return kept ? `, ${kept} ${kept === 1 ? 'checkpoint' : 'checkpoints'} among it` : '';
}
