import type { PanelParams } from '../../extension/protocol/panel';
import type { RunCheckpoint } from './checkpointRecords';

export type Deed = PanelParams<'checkpointCommand'>['do'];
export interface DeedItem {
  deed: Deed;
  label: string;
  icon?: string;
  /** The key that does it in the tree. */
  key?: string;
  isGroupStart?: boolean;
}

/** What can be done with the chosen checkpoints, in the order of the menu; of several only what takes several. */
export function deedsFor(chosen: readonly RunCheckpoint[]): DeedItem[] {
  const isOne = chosen.length === 1;
  const isPinned = chosen.every(c => c.record.pinned);
  const items: (DeedItem & { takesSeveral?: boolean })[] = [
    { deed: 'resume', label: 'Resume', icon: 'debug-continue' },
    { deed: 'restore', label: 'Restore into Inspect', icon: 'search' },
    { deed: 'rename', label: 'Rename…', key: 'F2', isGroupStart: true },
    { deed: isPinned ? 'unpin' : 'pin', label: isPinned ? 'Unpin' : 'Pin', icon: 'pin', takesSeveral: true },
    { deed: 'trash', label: 'Delete', icon: 'trash', key: 'Del', takesSeveral: true },
    { deed: 'reveal', label: 'Reveal folder', icon: 'folder-opened', isGroupStart: true },
    { deed: 'copyPath', label: 'Copy path', icon: 'copy', takesSeveral: true },
    { deed: 'copyCode', label: 'Copy code that loads it', icon: 'code', takesSeveral: true },
    { deed: 'export', label: 'Export…', icon: 'export' },
  ];
  return chosen.length ? items.filter(i => isOne || i.takesSeveral) : [];
}
