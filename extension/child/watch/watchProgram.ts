import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LayerglassError } from '../../protocol/errors';
import type { LaunchSpec } from '../../protocol/runner';
import type { RandomSources } from '../random/randomSources';
import type { RunSink } from '../runSink';
import type { TensorFlow } from '../tensorflow';
import { CheckpointCollector } from './checkpoints/checkpointCollector';
import { SharedMemory } from './checkpoints/sharedMemory';
import { TensorCopies } from './checkpoints/tensorData';
import type { EngineLike } from './tfjsInternals';
import { GivenWeights } from './experiments/givenWeights';
import { InitializerExperiment } from './experiments/initializerExperiment';
import { hookCallbacks } from './hooks/hookCallbacks';
import { hookLayers } from './hooks/hookLayers';
import { hookShuffle } from './hooks/hookShuffle';
import { hookModels, type TrainingHooks } from './hooks/hookModels';
import { hookOptimizers } from './hooks/hookOptimizers';
import { ModelRegistry } from './models/modelRegistry';
import { guardFromProbes, isProbing } from './probe/withoutTrace';
import { CallbackLists } from './resume/callbackLists';
import { hookSaving } from './resume/hookSaving';
import { ResumedRun } from './resume/resumedRun';
import { ResumeFactsCollector } from './resume/resumeFactsCollector';
import { CallSites } from './sites/callSites';
import { CheckpointTaker } from './training/checkpointTaker';
import { FindingReporter } from './training/findingReporter';
import { FitWatch } from './training/fitWatch';
import { Guard } from './training/guard';
import { LoopSessions } from './training/loopSessions';
import { LossReader } from './training/lossReader';
import { SnapshotTaker } from './training/snapshotTaker';
import { TrainingRun } from './training/trainingRun';

export interface ProgramWatch {
  /**
   * The program has ended or is about to: sends what is pending, and the models of a program that did not train. Synchronous,
   * may be called again, never throws. `isEmpty`: there was neither a model nor a trained variable; `noModelError` says so.
   */
  finish(): { isEmpty: boolean };
}

/** What a program without anything to look at is told. */
export function noModelError(): LayerglassError {
  return new LayerglassError(
    'no-model',
    'The program built no model and trained no variable, so there is nothing to show.',
    {
      remedy: 'Run the file that builds the model: one that only exports a function does nothing by itself.',
    },
  );
}

/**
 * Watches the program that is about to run: where its layers and models are made, what it trains, and how. Nothing of the
 * program changes: neither its numbers, its random numbers, its output nor its count of tensors. Parts of TensorFlow.js that
 * another version lacks are not watched. In `inspect` mode the process ends before the first step.
 * @param random the generators that programs draw from
 */
export function watchProgram(
  tensorflow: TensorFlow,
  sink: RunSink,
  spec: LaunchSpec,
  random: Pick<RandomSources, 'state' | 'restore' | 'passes'>,
): ProgramWatch {
  const { settings } = spec;
  const notice = sink.notice.bind(sink);
  const sites = new CallSites(spec.folder, isOurs(spec.bundle));
  const models = new ModelRegistry(sites, sink);
  const snapshots = new SnapshotTaker(tensorflow, settings.probeBatch, settings.snapshotThinning, notice);
  const loops = new LoopSessions(tensorflow, models, snapshots, sites);
  const losses = new LossReader(tensorflow, models, isOnGpu(tensorflow));
  const memory = new SharedMemory(() => sink.hasWrittenCheckpoints);
  const copies = new TensorCopies(tensorflow.core.engine() as unknown as EngineLike, memory);
  const collector = new CheckpointCollector(models, random, notice, copies);
  const experiment =
    spec.mode === 'inspect' && spec.experiment
      ? new InitializerExperiment(tensorflow, sink, spec.experiment, spec.seed, new GivenWeights(tensorflow))
      : null;
  const resumeFacts = new ResumeFactsCollector(random, spec.sourceHash);
  const run = new TrainingRun({
    tensorflow,
    sink,
    spec,
    sites,
    models,
    snapshots,
    checkpoints: new CheckpointTaker(collector, sink, settings, notice, resumeFacts),
    findings: new FindingReporter(sink, models, settings.rules),
    losses,
    loops,
    experiment,
    resumeFacts,
    trainedWith: optimizer => collector.trainedWith(optimizer),
  });
  const fits = new FitWatch(run);
  const guard = new Guard(notice);
  const callbacks = new CallbackLists(tensorflow);
  const isOwn = (callback: object): boolean => isWatchCallback(callback);
  const parts = { tensorflow, models, random, run, callbacks, notice, isOurs: isOwn };
  const resumed = spec.resume && new ResumedRun(spec.resume, spec, parts);
  const hooks: TrainingHooks = { run, fits, guard, models, sites, losses, loops, callbacks, resumed, isProbing };
  guardFromProbes(tensorflow);
  hookLayers(tensorflow, hooks);
  hookModels(tensorflow, hooks);
  hookOptimizers(tensorflow, hooks);
  const isWatchCallback = hookCallbacks(tensorflow, hooks);
  hookShuffle(
    tensorflow,
    array => resumed?.isShuffled(array) ?? false,
    array => fits.shuffled(array),
  );
  if (resumed) hookSaving(tensorflow, resumed);
  random.passes = {
    begins(dataset) {
      resumed?.passBegins(dataset);
      fits.passBegins(dataset, random.state());
    },
    begun: (dataset, pass) => resumed?.passBegun(dataset, pass),
  };
  return {
    finish() {
      guard.safely(() => resumed?.finish());
      guard.safely(() => run.finish());
      return { isEmpty: !models.announced.length };
    },
  };
}

/** Says whether a file that runs is Layerglass: its built bundles, or its source folder. The program's bundle may lie anywhere. */
function isOurs(bundle: string): (file: string) => boolean {
  const own = fileURLToPath(import.meta.url);
  const folder = path.dirname(own.endsWith('.ts') ? path.dirname(own) : own) + path.sep;
  return file => file !== bundle && file.startsWith(folder);
}
function isOnGpu({ tf }: TensorFlow): boolean {
  const backend = tf.backend?.() as { isUsingGpuDevice?: boolean } | undefined;
  return backend?.isUsingGpuDevice === true;
}
