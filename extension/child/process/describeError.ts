import * as fs from 'node:fs';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { LayerglassError } from '../../protocol/errors';
import type { RunError } from '../../protocol/run';
import { knownError } from './knownErrors';
import { isOwnFrame, stackFrames, type StackContext } from './stackFrames';

const maxMessageLength = 4000;

export interface ErrorContext extends StackContext {
  program: string;
  isNative: boolean;
  models: string[];
}

/** Returns what was thrown, whatever it was, as a person is told of it. Never throws itself. */
export function describeError(thrown: unknown, context: ErrorContext): RunError {
  const stack = stackFrames(read(thrown, 'stack'), context);
  const first = stack.find(isOwnFrame);
  const site = first ? { file: first.file, line: first.line, column: first.column } : null;
  if (thrown instanceof LayerglassError) {
    const { code, message, remedy } = thrown;
    return { code, message, remedy, site: thrown.site ?? site, stack };
  }
  const isError = thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && 'message' in thrown);
  const name = text(read(thrown, 'name')) || 'Error';
  const message = (isError ? text(read(thrown, 'message')) : inspected(thrown)).slice(0, maxMessageLength);
  const folders = [path.dirname(context.program)];
  for (let f = path.dirname(folders[0]!); f !== folders.at(-1); f = path.dirname(f)) folders.push(f);
  const known = knownError({
    name,
    code: text(read(thrown, 'code')),
    message,
    folders,
    hasFile: (folder, file) => fs.existsSync(path.join(folder, file)),
    isNative: context.isNative,
    models: context.models,
  });
  if (known) return { ...known, site, stack };
  return {
    code: 'program-error',
    message: isError ? `${name}: ${message}` : `The program threw ${message}`,
    remedy: '',
    site,
    stack,
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A property of anything; undefined where there is none or its getter throws. */
function read(thrown: unknown, property: string): unknown {
  try {
    return (thrown as Record<string, unknown> | null | undefined)?.[property];
  } catch {
    return undefined;
  }
}

function inspected(thrown: unknown): string {
  try {
    return inspect(thrown, { depth: 2, breakLength: Infinity });
  } catch {
    return 'something that cannot be shown';
  }
}
