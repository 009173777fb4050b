// Stands for the editor in the page: the api that the panel acquires, and answers to what it asks.
import type { HostToPanel, PanelEvent, PanelToHost } from '../../../extension/protocol/panel';
import type { RunnerEvent } from '../../../extension/protocol/runner';
import { applyEvent, type RunState } from '../../../extension/protocol/runState';
import { closeUpOf, type CloseUpOf } from './closeUps';
import { loggedImagesOf, type ImagesOf } from './loggedImagesOf';
import { scenarios, type Scenario } from './scenarios';
import { StoredRuns, type HistoryOf } from './storedRuns';
import { tensorAnswer } from './tensorFiles';

export interface FakeHost {
  /** What the page has asked for, in order. */
  asked: { name: string; params: unknown }[];
  send(event: PanelEvent): void;
  /** Requests of this name end in the error from now on; null: they are answered again. */
  /** The next request of this name is said to take long, and ends when it is cancelled. */
  stall(name: string): void;
  refuse(name: string, error: { code: string; message: string; remedy: string } | null): void;
  /** An event of the runner, applied here too. */
  run(event: RunnerEvent): void;
  state(): RunState | null;
  /** Times, in ms of the page, of the frames in which a canvas was drawn. */
  drawnAt: number[];
  /** When a canvas was emptied last, in ms of the page. */
  lastDrawnAt: number;
  /** What a request is answered with. */
  ask(name: string, params: Record<string, unknown>): unknown;
  /** Makes snapshots beforehand, as a run folder has them. */
  warm(steps: readonly number[]): void;
  /** From the state to the second frame after it, in ms; 0 until then. */
  firstPaintMs: number;
}
declare global {
  interface Window {
    fakeHost: FakeHost;
    harness: { scenario: string; saved?: unknown };
    acquireVsCodeApi(): {
      postMessage(message: PanelToHost): void;
      getState(): unknown;
      setState(state: unknown): void;
    };
  }
}

const { scenario: name, saved } = window.harness;
const scenario: Scenario = scenarios[name]!();
let run = scenario.run;
let state: unknown = saved;
const asked: FakeHost['asked'] = [];
const key = 'run15';
const stored = new StoredRuns(scenario, key, () => run);
/** Requests that are told of once, and then never answered unless they are cancelled. */
const stalls = new Set<string>();
const stalled = new Set<number>();
const refused = new Map<string, { code: string; message: string; remedy: string }>();
const post = (message: HostToPanel) => window.postMessage(message, '*');
const send = (event: PanelEvent) => post({ type: 'event', event });

function tell(): void {
  const { program, isTrusted, isStale, runs } = scenario;
  const begin = performance.now();
  send({ type: 'state', program, isTrusted, isStale, runs, key: run ? key : null, run });
  setTimeout(() =>
    requestAnimationFrame(() =>
      requestAnimationFrame(() => (window.fakeHost.firstPaintMs = performance.now() - begin)),
    ),
  );
}

function answer(request: string, params: Record<string, unknown>): unknown {
  switch (request) {
    case 'ready':
      return void tell();
    case 'snapshot':
      return stored.snapshot(String(params['key']), String(params['model']), Number(params['step']));
    case 'otherRun':
      return stored.other();
    case 'history':
      return stored.history(params as unknown as HistoryOf);
    case 'units':
    case 'pictures':
      return closeUpOf(run, request, params as unknown as CloseUpOf);
    case 'logImages':
      return loggedImagesOf(params as unknown as ImagesOf);
    case 'pause':
      return void apply({ type: 'status', status: 'paused' });
    case 'resume':
      return void apply({ type: 'status', status: 'running' });
    case 'stop':
      return void apply({ type: 'ended', status: 'stopped' });
    default:
      return tensorAnswer(run, request, params);
  }
}
function apply(event: RunnerEvent): void {
  if (run) run = applyEvent(run, event);
  send({ type: 'event', key, event });
}

window.acquireVsCodeApi = () => ({
  postMessage: message => {
    if (message.type === 'cancel') {
      const error = { code: 'cancelled', message: 'Cancelled', remedy: '' };
      if (stalled.delete(message.id)) post({ type: 'reply', id: message.id, ok: false, error });
      return;
    }
    asked.push({ name: message.name, params: message.params });
    const error = refused.get(message.name);
    if (error) return post({ type: 'reply', id: message.id, ok: false, error });
    const { id } = message;
    if (stalls.delete(message.name)) {
      stalled.add(id);
      // as one that has been under way for a while
      setTimeout(() => post({ type: 'progress', id, done: 1, total: 4 }), 1200);
      return;
    }
    const reply = () => {
      const value = answer(message.name, message.params as Record<string, unknown>);
      post({ type: 'reply', id: message.id, ok: true, value });
    };
    // The reader is a process of its own: what it computes does not keep the page from being drawn.
    if (/^(compareCheckpoints|weightPaths)$/.test(message.name)) setTimeout(reply, 20);
    else reply();
  },
  getState: () => state,
  setState: next => {
    state = JSON.parse(JSON.stringify(next)) as unknown;
    sessionStorage.setItem('saved', JSON.stringify(next));
  },
});
// Every picture begins by emptying its canvas.
const drawnAt: number[] = [];
const clearRect = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...args) {
  const now = performance.now();
  window.fakeHost.lastDrawnAt = now;
  if (now - (drawnAt.at(-1) ?? -Infinity) > 4) drawnAt.push(now);
  clearRect.apply(this, args);
};
const warm = (steps: readonly number[]) => {
  for (const { model, step } of run?.snapshots ?? []) if (steps.includes(step)) stored.snapshot(key, model, step);
};
const refuse: FakeHost['refuse'] = (request, error) =>
  void (error ? refused.set(request, error) : refused.delete(request));
const stall: FakeHost['stall'] = request => void stalls.add(request);
const told = { asked, send, refuse, stall, run: apply, ask: answer, warm };
window.fakeHost = { ...told, state: () => run, drawnAt, lastDrawnAt: 0, firstPaintMs: 0 };
