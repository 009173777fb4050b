// Every id that package.json contributes, typed. test/unit/contributions.test.ts holds package.json against this file.

import type { RuleSettings } from './protocol/finding';

export const extensionId = 'layerglass.layerglass';

export const commands = {
  train: 'layerglass.train',
  trainWithArguments: 'layerglass.trainWithArguments',
  inspect: 'layerglass.inspect',
  compareInitializers: 'layerglass.compareInitializers',
  stop: 'layerglass.stop',
  pause: 'layerglass.pause',
  openPanel: 'layerglass.openPanel',
  openLogDirectory: 'layerglass.openLogDirectory',
  exportForTensorBoard: 'layerglass.exportForTensorBoard',
  showLog: 'layerglass.showLog',
  chooseEntry: 'layerglass.chooseEntry',
  revealRunFolder: 'layerglass.revealRunFolder',
  deleteRun: 'layerglass.deleteRun',
  resumeFromCheckpoint: 'layerglass.resumeFromCheckpoint',
  restoreCheckpoint: 'layerglass.restoreCheckpoint',
  renameCheckpoint: 'layerglass.renameCheckpoint',
  pinCheckpoint: 'layerglass.pinCheckpoint',
  unpinCheckpoint: 'layerglass.unpinCheckpoint',
  deleteCheckpoint: 'layerglass.deleteCheckpoint',
  restoreDeletedCheckpoints: 'layerglass.restoreDeletedCheckpoints',
  emptyTrash: 'layerglass.emptyTrash',
  revealCheckpoint: 'layerglass.revealCheckpoint',
  copyCheckpointPath: 'layerglass.copyCheckpointPath',
  copyLoadingCode: 'layerglass.copyLoadingCode',
  exportCheckpoint: 'layerglass.exportCheckpoint',
  compareCheckpoints: 'layerglass.compareCheckpoints',
  selectForCompare: 'layerglass.selectForCompare',
  compareWithSelected: 'layerglass.compareWithSelected',
  sortCheckpoints: 'layerglass.sortCheckpoints',
  filterCheckpoints: 'layerglass.filterCheckpoints',
  clearCheckpointFilter: 'layerglass.clearCheckpointFilter',
  installNative: 'layerglass.installNative',
  removeNative: 'layerglass.removeNative',
  openModelFile: 'layerglass.openModelFile',
  compareModelFiles: 'layerglass.compareModelFiles',
} as const;

/** Run by lenses, hovers and trees with arguments; not in the palette and not in package.json. */
export const internalCommands = {
  /** (uri: string, offset: number, instance?: {model, layer}): the layer call at that offset of the file; `instance` where it built several. */
  inspectLayer: 'layerglass.inspectLayer',
  /** (uri: string, offset: number): asks which of the layers that this call built, then inspectLayer. */
  chooseLayer: 'layerglass.chooseLayer',
  /** (runFolder: string, step: number): shows it in the panel's Checkpoints view. */
  openCheckpoint: 'layerglass.openCheckpoint',
  /** (): what runs, why, and what can be done about it. */
  showBackend: 'layerglass.showBackend',
  /** (rule: string): its page. */
  openRule: 'layerglass.openRule',
  /** (finding: FindingRef, remedy: number): makes the remedy's edits. */
  applyRemedy: 'layerglass.applyRemedy',
  /** (finding: FindingRef, remedy: number): its edits have just been made. */
  remedyApplied: 'layerglass.remedyApplied',
  /** (finding: FindingRef): runs the program as far as the finding needs, and says what has become of it. */
  checkAgain: 'layerglass.checkAgain',
  /** (rule: string): off in this workspace's settings. */
  disableRule: 'layerglass.disableRule',
} as const;

/** A finding as commands name it. */
export interface FindingRef {
  /** Absolute path of the program whose newest run found it. */
  program: string;
  rule: string;
  fit: number | null;
  model: string | null;
  layer: string | null;
}

/** Setting, without the prefix `layerglass.`, to the type of its value. */
export interface Settings {
  nodePath: string;
  tensorflowPath: string;
  backend: 'auto' | 'native' | 'wasm' | 'cpu';
  seed: number | null;
  programs: Record<string, ProgramSettings>;
  'snapshots.everySteps': number;
  'checkpoints.everySteps': number;
  'checkpoints.everyMinutes': number;
  'checkpoints.bestBy': string;
  'checkpoints.maxCount': number;
  'checkpoints.maxGigabytes': number;
  'customLoop.minSeconds': number;
  'codeLens.inspect': boolean;
  'codeLens.shape': boolean;
  'codeLens.health': boolean;
  'codeLens.train': boolean;
  'hover.enabled': boolean;
  'hover.checkpoints': boolean;
  rules: RuleSettings;
  rulesByFile: Record<string, RuleSettings>;
}
/** What a program is started with. The key is its path, relative to the workspace folder. */
export interface ProgramSettings {
  arguments?: string[];
  /** Working folder, relative to the workspace folder; default: that of the nearest package.json. */
  folder?: string;
  environment?: Record<string, string>;
  /** Run this program instead: the one that imports this file. Relative to the workspace folder. */
  entry?: string;
}
export const settingsSection = 'layerglass';
export const settingNames = [
  'nodePath',
  'tensorflowPath',
  'backend',
  'seed',
  'programs',
  'snapshots.everySteps',
  'checkpoints.everySteps',
  'checkpoints.everyMinutes',
  'checkpoints.bestBy',
  'checkpoints.maxCount',
  'checkpoints.maxGigabytes',
  'customLoop.minSeconds',
  'codeLens.inspect',
  'codeLens.shape',
  'codeLens.health',
  'codeLens.train',
  'hover.enabled',
  'hover.checkpoints',
  'rules',
  'rulesByFile',
] as const satisfies readonly (keyof Settings)[];

export const views = { container: 'layerglass', checkpoints: 'layerglass.checkpoints' } as const;

/** Context keys for `when` clauses. */
export const contextKeys = {
  /** A run of this window is starting, running or paused. */
  isRunning: 'layerglass.isRunning',
  /** The active file imports TensorFlow.js. */
  isProgram: 'layerglass.isProgram',
  /** The view Checkpoints shows what a filter finds. */
  isFiltered: 'layerglass.isFiltered',
  /** A checkpoint is selected to be compared with another one. */
  isComparing: 'layerglass.isComparing',
  /** Paths of the folders that are a model. */
  modelFolders: 'layerglass.modelFolders',
} as const;

export const panelViewType = 'layerglass.panel';
/** Editors of model files: `byDefault` for what nothing else opens, `asOption` for names that others use too. One provider. */
export const modelFileViewTypes = {
  byDefault: 'layerglass.modelFile',
  asOption: 'layerglass.modelFileOption',
} as const;
export const languages = ['typescript', 'javascript', 'typescriptreact', 'javascriptreact'] as const;
