import type { DataFacts } from '../../../extension/protocol/dataFacts';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v8 from 'node:v8';
import type { CheckpointContent } from '../../../extension/core/runs/checkpointContent';
import { bundleProgram } from '../../../extension/engine/bundleProgram';
import { defaultSettings } from '../../../extension/engine/defaultSettings';
import type { Experiment, InitializerComparison } from '../../../extension/protocol/initializers';
import type { CloseUp } from '../../../extension/protocol/closeUp';
import type { ModelInfo } from '../../../extension/protocol/model';
import type { Finding } from '../../../extension/protocol/finding';
import type { EpochRecord, FitInfo, Notice, Snapshot, StepRecord } from '../../../extension/protocol/run';
import { childBundle } from '../support/childBundle';
import { protocolVersion } from '../../../extension/protocol/protocolVersion';
import type { LaunchSpec } from '../../../extension/protocol/runner';

/** All that a sink was told, in order. */
export interface WatchedRun {
  events: string[];
  models: ModelInfo[];
  fits: FitInfo[];
  fitsEnded: number[];
  steps: StepRecord[];
  epochs: EpochRecord[];
  snapshots: Snapshot[];
  closeUps: CloseUp[];
  checkpoints: CheckpointContent[];
  data: DataFacts[];
  findings: Finding[];
  initializers: InitializerComparison[];
  notices: Notice[];
  ended: 'completed' | 'stopped' | null;
  isEmpty: boolean | null;
  gates: number;
  stdout: string;
  stderr: string;
  exitCode: number;
}
export interface RunnerRequest {
  spec: LaunchSpec;
  backend: 'wasm' | 'cpu';
  /** A stop is asked for at this call of a gate, from 1; 0: never. */
  stopAtGate: number;
  resultFile: string;
}
export interface WatchOptions extends Partial<Omit<RunnerRequest, 'spec' | 'resultFile'>> {
  watch?: boolean;
  mode?: LaunchSpec['mode'];
  epochs?: number | null;
  seed?: number;
  arguments?: string[];
  settings?: Partial<LaunchSpec['settings']>;
  experiment?: Experiment;
}

export const programsFolder = path.resolve(import.meta.dirname, '../programs');

/** Runs a program of test/child/programs in a process of its own, watched, and returns what the sink was told. */
export async function runWatched(program: string, options: WatchOptions = {}): Promise<WatchedRun> {
  const file = path.join(programsFolder, program);
  const bundle = await bundleProgram({ program: file, folder: programsFolder });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-watch-'));
  try {
    const bundleFile = path.join(folder, bundle.fileName);
    fs.writeFileSync(bundleFile, bundle.text);
    const spec: LaunchSpec = {
      protocolVersion,
      mode: options.mode ?? 'train',
      watch: options.watch ?? true,
      program: file,
      folder: programsFolder,
      bundle: bundleFile,
      arguments: options.arguments ?? [],
      runFolder: null,
      runId: 1,
      seed: options.seed ?? 7,
      isSeedGiven: true,
      sourceHash: '',
      backend: 'auto',
      nativeFolder: null,
      tensorflowPath: null,
      epochs: options.epochs ?? null,
      settings: { ...defaultSettings, ...options.settings },
      resume: null,
      experiment: options.experiment ?? null,
    };
    const { backend = 'cpu', stopAtGate = 0 } = options;
    return await runChild({ spec, backend, stopAtGate, resultFile: path.join(folder, 'result') });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function runChild(request: RunnerRequest): Promise<WatchedRun> {
  const runner = await childBundle(path.join(import.meta.dirname, 'watchRunner.ts'));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [runner, ...request.spec.arguments], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WATCH_REQUEST: JSON.stringify(request), TF_CPP_MIN_LOG_LEVEL: '3' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text));
    child.on('error', reject);
    child.on('close', code => {
      const { resultFile } = request;
      if (!fs.existsSync(resultFile))
        return reject(new Error(`the process ended with ${code} and left nothing\n${stderr}`));
      const result = v8.deserialize(fs.readFileSync(resultFile)) as WatchedRun;
      resolve({ ...result, stdout, stderr, exitCode: code ?? -1 });
    });
  });
}
