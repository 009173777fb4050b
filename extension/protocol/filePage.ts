// Host <-> the page of the custom editor for model files. Requests have an id and end in ok or error; the rest are events.
import * as v from 'valibot';
import { fileInputSchema, type FileRunResult } from './fileRun';
import type { FileDescription, FileFinding, FileGraph, FileProblem, ReaderResults, TensorFigures } from './reader';

export const fileViewNames = ['tensors', 'layers', 'graph', 'run', 'files'] as const;
export type FileViewName = (typeof fileViewNames)[number];

/** Why a file cannot be shown. */
export interface FileRefusal {
  code: string;
  message: string;
  where: string;
  remedy: string;
}

/** Events that the page gets. */
export type FileEvent =
  /** Everything; sent when the page is ready, and again when the file has changed: `version` counts up. */
  | {
      type: 'file';
      version: number;
      name: string;
      bytes: number;
      isTrusted: boolean;
      description: FileDescription | null;
      refusal: FileRefusal | null;
    }
  /** Figures, in the file's order, while they are read. */
  | { type: 'figures'; version: number; tensors: TensorFigures[]; problems: FileProblem[] }
  | { type: 'progress'; version: number; done: number; total: number }
  /** All was read: `verified` parts had the right checksum. */
  | { type: 'read'; version: number; findings: FileFinding[]; problems: FileProblem[]; stopped: boolean }
  /** The stage of a run, or how much of a folder is done. */
  | { type: 'runProgress'; stage: string; done: number; total: number };

/** Parameters of each request the page can make. */
export const fileRequests = {
  ready: v.object({}),
  /** Ends the reading of figures; `readAgain` goes on. */
  stopReading: v.object({}),
  readAgain: v.object({}),
  values: v.object({ name: v.string(), offset: v.number(), count: v.number() }),
  pictures: v.object({ name: v.string(), filters: v.number() }),
  graphs: v.object({}),
  /** Asks for another file and opens both in the view that compares. */
  compareWith: v.object({}),
  copy: v.object({ text: v.string() }),
  reveal: v.object({ path: v.string() }),
  /** Opens the page of a rule beside. */
  openRule: v.object({ rule: v.string() }),
  /** Asks the person for what to feed it; null: they let it be. */
  chooseInput: v.object({ kind: v.picklist(['image', 'npy', 'folder']) }),
  run: v.object({ input: fileInputSchema }),
  cancelRun: v.object({}),
  trust: v.object({}),
} as const;
export type FileRequestName = keyof typeof fileRequests;
export type FileParams<N extends FileRequestName> = v.InferOutput<(typeof fileRequests)[N]>;

/** What each request returns. */
export interface FileResults {
  ready: null;
  stopReading: null;
  readAgain: null;
  values: ReaderResults['values'];
  pictures: ReaderResults['pictures'];
  graphs: FileGraph[];
  compareWith: null;
  copy: null;
  reveal: null;
  openRule: null;
  chooseInput: string | null;
  run: FileRunResult;
  cancelRun: null;
  trust: null;
}
