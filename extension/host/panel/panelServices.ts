import type * as vscode from 'vscode';
import type { Finding, Remedy } from '../../protocol/finding';
import type { Experiment } from '../../protocol/initializers';
import type { Site } from '../../protocol/model';
import type { RunKnowledge } from '../knowledge/runKnowledge';
import type { Reader } from '../../engine/reader/reader';
import type { CheckpointDeed, CheckpointPlace } from '../checkpoints/checkpointDeeds';
import type { Log } from '../log';
import type { RunCatalog } from '../runs/runCatalog';

/** What a panel uses of the rest of the host. */
export interface PanelServices {
  extensionUri: vscode.Uri;
  catalog: RunCatalog;
  knowledge: RunKnowledge;
  log: Log;
  /** Starts the program of a panel; resolves once it runs or the person has been told why not. */
  start(program: string, mode: 'train' | 'inspect', experiment?: Experiment): Promise<void>;
  /** Opens checkpoints. */
  reader: Reader;
  /** Does what a button or menu of the page says with these checkpoints. */
  runCheckpointCommand(what: CheckpointDeed, at: readonly CheckpointPlace[]): Promise<void>;
  /** Shows what the program wrote, else our own log. */
  showLog(program: string, key: string): void;
  /** Shows a line beside the panel; throws LayerglassError where it is outside of the workspace. */
  reveal(
    sources: { folder: string; roots: readonly string[] },
    site: Site,
    options: { focus: boolean; panel: vscode.WebviewPanel },
  ): Promise<void>;
  /**
   * Makes the edits of a remedy in the source; throws LayerglassError where that cannot be done. `finding`: whose it is; null
   * for one that a comparison proposes.
   */
  applyRemedy(
    program: string,
    sources: { folder: string; roots: readonly string[] },
    finding: Finding | null,
    remedy: Remedy,
    panel: vscode.WebviewPanel,
  ): Promise<void>;
}
