import { createRequire } from 'node:module';

/** The mutable module object: an ES import of `node:util` cannot be added to. */
const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;

/** Puts back `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed and tfjs-node 4.22 still calls. */
export function restoreRemovedUtilities(): void {
  util.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/** TensorFlow's library tells of processor features on stderr at every start: warnings and errors stay. */
export function hushRuntime(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
}
