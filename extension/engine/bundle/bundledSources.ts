import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { readBounded } from '../../core/runs/readBounded';
import { withoutIdentity } from './fileIdentity';
import { isInPackage } from './moduleKind';

/** Of a program with all that it bundles; a file that is larger is none of ours. */
const maxBundleBytes = 128 * 2 ** 20;
const mapSchema = v.object({
  sourceRoot: v.optional(v.string()),
  sources: v.array(v.string()),
  sourcesContent: v.optional(v.array(v.nullable(v.string()))),
});

/**
 * The person's own files as they were when a run began, from the source map of the bundle in its folder: text by path
 * relative to the program's folder, with `/`. null where there is no bundle with its sources. The bundle is not run.
 */
export function bundledSources(runFolder: string): Map<string, string> | null {
  try {
    const bytes = ['bundle.cjs', 'bundle.mjs']
      .map(name => readBounded(path.join(runFolder, name), maxBundleBytes))
      .find(found => found !== null);
    const map = bytes && inlineMap(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    if (!map?.sourcesContent) return null;
    const found = new Map<string, string>();
    map.sources.forEach((source, i) => {
      const text = map.sourcesContent?.[i];
      const file = source.startsWith('file:') ? fileURLToPath(source) : decodeURI(source);
      if (typeof text !== 'string' || isOwnModule(source) || isInPackage(file)) return;
      found.set(file.replaceAll('\\', '/'), withoutIdentity(text).replace(/^\uFEFF/, ''));
    });
    return found.size ? found : null;
  } catch {
    return null;
  }
}

/** A module that Layerglass adds to the bundle. */
const isOwnModule = (source: string): boolean => /(^|\/)layerglass-[a-z]+:/.test(source);

function inlineMap(bundle: string): v.InferOutput<typeof mapSchema> | null {
  const mark = '//# sourceMappingURL=data:application/json;base64,';
  const at = bundle.lastIndexOf(mark);
  if (at < 0) return null;
  return v.parse(mapSchema, JSON.parse(Buffer.from(bundle.slice(at + mark.length), 'base64').toString('utf8')));
}
