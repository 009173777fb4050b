// Host <-> the page of the custom editor for model files. Requests have an id and end in ok or error; the rest are events.
import * as v from 'valibot';
import { fileInputSchema, type FileRunResult } from './fileRun';
import type { HostToPage } from './page';
import type { FileDescription, FileFinding, FileGraph, FileProblem, ReaderResults, TensorFigures } from './reader';

export const fileViewNames = ['tensors', 'layers', 'graph', 'run', 'compare', 'files'] as const;
export type FileViewName = (typeof fileViewNames)[number];

/** Why a file cannot be shown. */
export interface FileRefusal {
  code: string;
  message: string;
  where: string;
  remedy: string;
  /** Storages of numbers that can be shown all the same, without names. */
  storages?: number;
}
/** Another file that this one is compared with. */
export interface OtherFile {
  /** As people call it: relative to the workspace where it lies in it. */
  name: string;
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
      /** Both null: it is being opened. */
      description: FileDescription | null;
      refusal: FileRefusal | null;
    }
  /** It changes at the moment, or cannot be read as it is: what was read before stands. */
  | { type: 'beingWritten'; isBeingWritten: boolean }
  /** Figures, in the file's order, while they are read. */
  | { type: 'figures'; version: number; tensors: TensorFigures[]; problems: FileProblem[] }
  | { type: 'progress'; version: number; done: number; total: number }
  /** All was read, or `stopped`; what could not be read at all is in `problems`. */
  | { type: 'read'; version: number; findings: FileFinding[]; problems: FileProblem[]; stopped: boolean }
  /** The figures are read again from where they were stopped. */
  | { type: 'reading'; version: number }
  /** It is compared with another one; null: no more. */
  | { type: 'other'; other: OtherFile | null }
  | { type: 'show'; view: FileViewName }
  /** The stage of a run, or how much of a folder is done. */
  | { type: 'runProgress'; stage: string; done: number; total: number };

/** Parameters of each request the page can make. */
export const fileRequests = {
  /** Its answer are events. */
  ready: v.object({}),
  /** Ends the reading of figures; `readAgain` goes on. */
  stopReading: v.object({}),
  readAgain: v.object({}),
  /** Of a file that is refused: its storages as raw numbers. */
  showStorages: v.object({}),
  values: v.object({ name: v.string(), offset: v.number(), count: v.number() }),
  pictures: v.object({ name: v.string(), filters: v.number(), page: v.optional(v.number()) }),
  graphs: v.object({}),
  /** Asks for another file, which becomes B of the view that compares; this one is A. */
  compareWith: v.object({}),
  /** `isSwapped`: the other file is A, this one B. */
  comparison: v.object({ isSwapped: v.boolean() }),
  /** Figures of tensors of the other file. */
  otherSummaries: v.object({ names: v.array(v.string()) }),
  openOther: v.object({}),
  copy: v.object({ text: v.string() }),
  /** Shows one of its files in the system's file manager; empty: itself. */
  reveal: v.object({ path: v.string() }),
  /** Opens the page of a rule beside. */
  openRule: v.object({ rule: v.string() }),
  showLog: v.object({}),
  /** Asks the person for what to feed it; null: they let it be. */
  chooseInput: v.object({ kind: v.picklist(['image', 'npy', 'folder']) }),
  run: v.object({ input: fileInputSchema }),
  cancelRun: v.object({}),
  trust: v.object({}),
} as const;
export type FileRequestName = keyof typeof fileRequests;
export type FileParams<N extends FileRequestName> = v.InferOutput<(typeof fileRequests)[N]>;

/** What each request returns; those that are not named return nothing. */
export interface FileResults {
  values: ReaderResults['values'];
  pictures: ReaderResults['pictures'];
  graphs: FileGraph[];
  comparison: ReaderResults['compare'];
  otherSummaries: ReaderResults['summaries'];
  chooseInput: string | null;
  run: FileRunResult;
}
export type FileResult<N extends FileRequestName> = N extends keyof FileResults ? FileResults[N] : void;
export type FileTable = { [N in FileRequestName]: { params: FileParams<N>; result: FileResult<N> } };
export type HostToFilePage = HostToPage<FileEvent>;
