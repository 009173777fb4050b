import type { RunStatus } from '../../extension/protocol/run';

/** The icon of a run's status; null: the spinner. */
export const statusIcons: Record<RunStatus, { name: string; tone: 'error' | 'warning' | 'plain' } | null> = {
  starting: null,
  running: null,
  paused: { name: 'debug-pause', tone: 'plain' },
  completed: { name: 'pass', tone: 'plain' },
  stopped: { name: 'circle-slash', tone: 'plain' },
  failed: { name: 'error', tone: 'error' },
  interrupted: { name: 'debug-disconnect', tone: 'warning' },
};
