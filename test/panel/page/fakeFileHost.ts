// Stands for the editor in the page of a model file: the api that the page acquires, and answers to what it asks.
import type { FileEvent } from '../../../extension/protocol/filePage';
import type { PageToHost } from '../../../extension/protocol/page';
import { fileScenarios } from './fileScenarios';
import { Refusal } from './refusal';

export interface FakeFileHost {
  /** What the page has asked for, in order. */
  asked: { name: string; params: unknown }[];
  send(event: FileEvent): void;
  /** Sends the figures of so many more tensors, and with the last of them that all is read. */
  read(count: number): void;
  /** From the first event to the second frame after it, in ms; 0 until then. */
  firstPaintMs: number;
}
declare global {
  interface Window {
    fakeFileHost: FakeFileHost;
  }
}

const { scenario: name, saved } = (window as unknown as { harness: { scenario: string; saved?: unknown } }).harness;
const scenario = fileScenarios[name]!();
const asked: FakeFileHost['asked'] = [];
let state: unknown = saved;
let read = 0;
const post = (message: unknown): void => window.postMessage(message, '*');
const send = (event: FileEvent): void => post({ type: 'event', event });
const version = 1;

function begin(): void {
  const { file, description, refusal, isTrusted = true } = scenario;
  const beganMs = performance.now();
  const bytes = description?.files.reduce((sum, f) => sum + f.bytes, 0) ?? 64;
  send({ type: 'file', version, name: file, bytes, isTrusted, description, refusal });
  setTimeout(() =>
    requestAnimationFrame(() =>
      requestAnimationFrame(() => (window.fakeFileHost.firstPaintMs = performance.now() - beganMs)),
    ),
  );
  if (!description) return;
  send({ type: 'reading', version });
  readMore(scenario.readAtFirst ?? Infinity);
}

/** In pieces, as the reader sends them. */
function readMore(count: number): void {
  const { tensors } = scenario.description!;
  const to = Math.min(tensors.length, read + count);
  const total = tensors.reduce((sum, t) => sum + t.bytes, 0);
  for (; read < to; read += 500) {
    const part = tensors.slice(read, Math.min(to, read + 500)).map(t => scenario.figures(t));
    send({ type: 'figures', version, tensors: part, problems: [] });
  }
  read = to;
  send({ type: 'progress', version, done: tensors.slice(0, to).reduce((sum, t) => sum + t.bytes, 0), total });
  const { findings = [], problems = [] } = scenario;
  if (read === tensors.length) send({ type: 'read', version, findings, problems, stopped: false });
}

function answer(request: string, params: Record<string, unknown>): unknown {
  switch (request) {
    case 'ready':
      return begin();
    case 'stopReading':
      return send({ type: 'read', version, findings: [], problems: [], stopped: true });
    case 'compareWith':
      send({ type: 'other', other: { name: 'later.safetensors' } });
      return send({ type: 'show', view: 'compare' });
    default:
      return scenario.answer(request, params);
  }
}

Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: PageToHost) => {
      if (message.type !== 'request') return;
      asked.push({ name: message.name, params: message.params });
      const value = answer(message.name, message.params as Record<string, unknown>);
      if (value instanceof Refusal) post({ type: 'reply', id: message.id, ok: false, error: { ...value } });
      else post({ type: 'reply', id: message.id, ok: true, value });
    },
    getState: () => state,
    setState: (next: unknown) => {
      state = JSON.parse(JSON.stringify(next)) as unknown;
      sessionStorage.setItem('saved', JSON.stringify(next));
    },
  }),
});
window.fakeFileHost = { asked, send, read: readMore, firstPaintMs: 0 };
