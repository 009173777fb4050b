import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { relativePath } from '../../core/text/relativePath';
import type { RunError } from '../../protocol/run';

export type StackFrame = RunError['stack'][number];
const maxFrames = 50;
const frameLine = /^\s+at (?:async )?(?:(.*?) \()?((?:file:\/\/)?(?:[A-Za-z]:)?[^()]*?):(\d+):(\d+)\)?$/;

export interface StackContext {
  /** Absolute: what `file` of a frame is relative to. */
  folder: string;
  /** Absolute: the bundle, whose positions are mapped where Node has not done so. */
  bundle: string;
  /** Absolute: the folder of Layerglass's own bundles, whose frames are left out. */
  ownFolder: string;
}

/**
 * Frames of an error's `stack`, in the original source: the person's own files first, then packages; neither Node's own nor
 * Layerglass's. Anything else than a string gives none.
 */
export function stackFrames(stack: unknown, context: StackContext): StackFrame[] {
  if (typeof stack !== 'string') return [];
  const own: StackFrame[] = [];
  const others: StackFrame[] = [];
  for (const line of stack.split('\n')) {
    const frame = parseFrame(line, context);
    if (!frame || frame.file.startsWith(context.ownFolder)) continue;
    const isOwn = !/[\\/]node_modules[\\/]/.test(frame.file);
    (isOwn ? own : others).push({ ...frame, file: relativePath(context.folder, frame.file) });
  }
  return [...own, ...others].slice(0, maxFrames);
}

/** True for a frame that `stackFrames` gave and that lies in the person's own files. */
export const isOwnFrame = (frame: StackFrame): boolean => !/(^|\/)node_modules\//.test(frame.file);

function parseFrame(line: string, context: StackContext): StackFrame | null {
  const [, name = '', place, lineText, columnText] = frameLine.exec(line) ?? [];
  if (place === undefined || /^(node:|internal\/|evalmachine|<|layerglass-|wasm:\/\/)/.test(place)) return null;
  const found = { file: toPath(place), line: Number(lineText), column: Number(columnText) };
  // anyone can write a stack
  if (found.line < 1 || found.column < 1) return null;
  const at = found.file === context.bundle ? mapped(found, context.bundle) : found;
  // shims of the bundle have no file
  if (!at || /layerglass-(require|file):/.test(at.file)) return null;
  return { function: functionName(name), ...at };
}

type Place = Omit<StackFrame, 'function'>;
function mapped(place: Place, bundle: string): Place | null {
  const entry = findSourceMap(bundle)?.findEntry(place.line - 1, place.column - 1);
  if (!entry || !('originalSource' in entry) || !entry.originalSource) return null;
  return { file: toPath(entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

function toPath(place: string): string {
  if (!place.startsWith('file:')) return place;
  try {
    return fileURLToPath(place);
  } catch {
    return place;
  }
}

/** `new Net`, `Net.train [as run]` → `Net.train`; nothing for the top level of a file. */
function functionName(name: string): string {
  const plain = name.replace(/ \[as .*\]$/, '');
  return /^(Object\.)?<anonymous>$/.test(plain) || plain.endsWith('bundle.cjs') ? '' : plain;
}
