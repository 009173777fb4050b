import { fileURLToPath } from 'node:url';

/** A stack frame as V8 reports it: a position in the file that runs, lines and columns from 1. */
export interface RawFrame {
  file: string;
  line: number;
  column: number;
  /** The frame is a constructor: its call may be the `super(…)` of a subclass. */
  isConstructor: boolean;
}

const maxFrames = 16;
/** Deep enough to come out of TensorFlow.js, whose own frames are dropped. */
const stackDepth = 100;
const isForeign = (file: string): boolean => file.startsWith('node:') || /[\\/]node_modules[\\/]/.test(file);

/**
 * The frames of the caller that may be the person's own, innermost first: without Node's, without those of packages, and
 * without files for which `isOurs` holds. Positions are not mapped: that waits until someone asks.
 */
export function captureFrames(isOurs: (file: string) => boolean): RawFrame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  // a program may have frozen it
  if (Object.isFrozen(Error)) return [];
  try {
    Error.stackTraceLimit = stackDepth;
    Error.prepareStackTrace = (_, callSites) => callSites;
    const callSites = new Error().stack as unknown as NodeJS.CallSite[] | undefined;
    const frames: RawFrame[] = [];
    for (const callSite of Array.isArray(callSites) ? callSites : []) {
      const name = callSite.getFileName();
      if (!name || isForeign(name)) continue;
      const file = name.startsWith('file:') ? fileURLToPath(name) : name;
      const line = callSite.getLineNumber();
      const column = callSite.getColumnNumber();
      if (isOurs(file) || line === null || column === null) continue;
      frames.push({ file, line, column, isConstructor: callSite.isConstructor() });
      if (frames.length === maxFrames) break;
    }
    return frames;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
