import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import type { RunListItem, TensorHistory } from '../../protocol/panel';
import type { FileProblem } from '../../protocol/reader';
import type { Snapshot } from '../../protocol/run';
import type { RunState } from '../../protocol/runState';
import type { TensorFacet } from '../../protocol/summary';
import type { LoggedImages } from '../../protocol/loggedImages';
import { bestMetric } from '../runs/bestMetric';
import { findLogRuns } from './findLogRuns';
import { loggedImages } from './logImages';
import { LogRun } from './logRun';
import { logState } from './logState';
import { trainingsOf, type LogTraining } from './logTraining';

/** Looking for new files takes at most this share of the time. */
const maxSearchShare = 0.05;

/** A log directory of TensorBoard, whoever writes it: read again and again, only what is new. */
export class LogDirectory {
  runs: LogRun[] = [];
  problems: FileProblem[] = [];
  /** Changes whenever anything that is shown has changed. */
  version = 0;
  private found: ReturnType<typeof findLogRuns> | null = null;
  private nextSearchMs = 0;
  private shown: { trainings: LogTraining[]; states: Map<string, RunState>; version: number } | null = null;

  /** @param root absolute */
  constructor(readonly root: string) {}

  /** Reads what is new. Throws LayerglassError `no-log` where there is no event file in it. */
  async refresh(pause: (bytes: number) => Promise<void> = async () => undefined): Promise<void> {
    if (!this.found || Date.now() >= this.nextSearchMs) {
      const startedMs = Date.now();
      this.found = findLogRuns(this.root);
      const tookMs = Date.now() - startedMs;
      this.nextSearchMs = startedMs + tookMs + tookMs / maxSearchShare;
    }
    const { runs, problems } = this.found;
    this.problems = problems;
    if (!runs.length) {
      this.found = null;
      throw new LayerglassError('no-log', `${path.basename(this.root)} has no event files`, {
        where: this.root,
        remedy:
          'Choose a folder that TensorBoard would be given: one with events.out.tfevents files in it, or below it.',
      });
    }
    const known = new Map(this.runs.map(run => [run.name, run]));
    let hasChanged = this.runs.length !== runs.length || runs.some(({ name }) => !known.has(name));
    this.runs = runs.map(run => known.get(run.name) ?? new LogRun(run));
    for (const [i, run] of this.runs.entries()) hasChanged = (await run.read(runs[i]!.files, pause)) || hasChanged;
    if (hasChanged) this.version++;
  }

  get trainings(): LogTraining[] {
    return this.current.trainings;
  }

  private get current() {
    if (this.shown?.version === this.version) return this.shown;
    const trainings = trainingsOf(this.runs, path.basename(this.root)).filter(t => t.firstTime > 0);
    trainings.sort((a, b) => a.firstTime - b.firstTime || (a.name < b.name ? -1 : 1));
    return (this.shown = { trainings, states: new Map<string, RunState>(), version: this.version });
  }

  /** As the page lists runs, the newest first. */
  list(): RunListItem[] {
    return this.trainings
      .map(training => {
        const { id, status, startedAt, program, epochs, log } = this.stateOf(training);
        const best = bestMetric(epochs);
        return {
          ...{ key: this.keyOf(training), id, status, startedAt, program, name: log!.name },
          best: best && { metric: best.metric, value: best.value },
        };
      })
      .reverse();
  }

  /** Throws LayerglassError `no-run`. */
  state(key: string): RunState {
    return this.stateOf(this.training(key));
  }
  snapshot(key: string, step: number): Snapshot | null {
    return this.training(key).snapshot(step);
  }
  history(key: string, query: { layer: string; kind: TensorFacet; tensor: string; max: number }): TensorHistory {
    return this.training(key).history(query);
  }
  images(key: string, of: { name: string; step: number; first: number; count: number }): LoggedImages {
    return loggedImages(this.training(key), of);
  }

  private stateOf(training: LogTraining): RunState {
    const { states, trainings } = this.current;
    const known = states.get(training.name);
    if (known) return known;
    const place = this.keyOf(training);
    const state = logState(training, { id: trainings.indexOf(training) + 1, title: path.basename(this.root), place });
    state.notices.push(...this.problems.map(({ code, message }) => ({ code, message })));
    states.set(training.name, state);
    return state;
  }

  private keyOf(training: LogTraining): string {
    return path.join(this.root, training.name);
  }

  private training(key: string): LogTraining {
    const found = this.trainings.find(t => this.keyOf(t) === key);
    if (found) return found;
    throw new LayerglassError('no-run', 'This run is not in the log directory any more.', {
      remedy: 'Choose another run.',
    });
  }
}
