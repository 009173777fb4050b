import * as fs from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { relativePath } from '../../core/text/relativePath';
import type { RunError } from '../../protocol/run';

/**
 * Frames of the JavaScript stack that a dying process printed, in the original source. A process that crashes has no time to
 * map them itself. Empty where it printed none, or the bundle is gone.
 * @param folder absolute, what `file` of a frame is relative to
 */
export function crashFrames(stderr: string, bundle: string, folder: string): RunError['stack'] {
  const places = [...stderr.matchAll(/^\s*\d+: (?:(\S+) \[)?(.+?):(\d+):(\d+)\]?\s*$/gm)].filter(m => m[2] === bundle);
  const map = places.length ? inlineMapOf(bundle) : null;
  if (!map) return [];
  return places.flatMap(([, name = '', , line, column]) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry) || !entry.originalSource || entry.originalSource.startsWith('layerglass-'))
      return [];
    const root = map.payload.sourceRoot ?? '';
    const file = relativePath(folder, fileURLToPath(new URL(root + entry.originalSource, pathToFileURL(bundle))));
    return [{ function: name, file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }];
  });
}

function inlineMapOf(bundle: string): SourceMap | null {
  try {
    const text = fs.readFileSync(bundle, 'utf8');
    const encoded = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/.exec(text)?.[1];
    return encoded ? new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMapPayload) : null;
  } catch {
    return null;
  }
}
