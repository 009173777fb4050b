import type * as vscode from 'vscode';
import type { Experiment } from '../../protocol/initializers';
import type { CheckpointDeeds, CheckpointPlace } from '../checkpoints/checkpointDeeds';
import type { Recheck } from '../findings/recheck';
import type { RunKnowledge } from '../knowledge/runKnowledge';
import type { LanguageLink } from '../languageLink';
import type { Log } from '../log';
import type { OpenLogs } from '../logs/openLogs';
import type { ModelFileEditors } from '../modelFiles/modelFileEditors';
import type { NativeInstaller } from '../native/nativeInstaller';
import type { NativeOffer } from '../native/nativeOffer';
import type { Panels } from '../panel/panels';
import type { EntryMemory } from '../programs/entryMemory';
import type { LiveRun } from '../runs/liveRun';
import type { RunCatalog } from '../runs/runCatalog';
import type { RunChannels } from '../runs/runChannels';
import type { CheckpointsTree } from '../views/checkpointsTree';

/** What commands act on. */
export interface HostServices {
  catalog: RunCatalog;
  channels: RunChannels;
  knowledge: RunKnowledge;
  panels: Panels;
  memory: EntryMemory;
  native: NativeInstaller;
  offer: NativeOffer;
  log: Log;
  logs: OpenLogs;
  modelFiles: ModelFileEditors;
  recheck: Recheck;
  tree: CheckpointsTree;
  deeds: CheckpointDeeds;
  /** What Select for Compare has chosen in this window. */
  compareChoice: { value: CheckpointPlace | null };
  extensionUri: vscode.Uri;
  /** Makes the edits of a remedy; false where the person did not want them. Throws LayerglassError `cannot-edit`. */
  applyEdits: LanguageLink['remedies']['apply'];
  layersAt: LanguageLink['layersAt'];
  /** Opens the program's panel and starts it. Throws LayerglassError where it cannot begin. */
  start(program: string, mode: 'train' | 'inspect', args?: string[] | null, experiment?: Experiment): Promise<LiveRun>;
}

/** A command as it is registered: what goes wrong in it is told to the person. */
export type CommandHandler = (...args: unknown[]) => Promise<void> | void;

/** A file that a lens, a menu or the palette names; undefined in the palette. */
export const isUri = (value: unknown): value is vscode.Uri =>
  typeof value === 'object' && value !== null && 'scheme' in value && 'fsPath' in value;
