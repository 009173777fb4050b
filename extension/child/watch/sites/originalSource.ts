import * as fs from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenize, type SourceToken } from './sourceTokens';

/** A text with its tokens, made when first asked for. */
export class SourceText {
  private foundTokens: SourceToken[] | undefined;
  private lineStarts: number[] | undefined;
  constructor(readonly text: string) {}

  get tokens(): SourceToken[] {
    return (this.foundTokens ??= tokenize(this.text));
  }
  /** Offset of a position; lines and columns from 1. */
  offsetAt(line: number, column: number): number {
    return (this.starts[line - 1] ?? this.text.length) + column - 1;
  }
  /** Line and column from 1. */
  positionAt(offset: number): { line: number; column: number } {
    const line = this.starts.findLastIndex(start => start <= offset);
    return { line: line + 1, column: offset - this.starts[line]! + 1 };
  }
  private get starts(): number[] {
    return (this.lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map(m => m.index + 1)]);
  }
}

/** A position in a source file: absolute path, line and column from 1. `text` is null where the file cannot be read. */
export interface OriginalPosition {
  file: string;
  line: number;
  column: number;
  text: SourceText | null;
}

/** Maps positions of files that run to the sources they were made from. Maps and texts are read once, when first needed. */
export class OriginalSources {
  private readonly maps = new Map<string, SourceMap | null>();
  private readonly texts = new Map<string, SourceText | null>();
  private readonly contents = new Map<string, string>();

  /**
   * The original position; the given one where the file has no source map; null for a place in a mapped file that comes
   * from no source (a bundler's helper).
   */
  original(file: string, line: number, column: number): OriginalPosition | null {
    const map = this.mapOf(file);
    if (!map) return { file, line, column, text: this.textOf(file) };
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry) || !entry.originalSource) return null;
    const source = resolveSource(entry.originalSource, map.payload.sourceRoot, file);
    return { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1, text: this.textOf(source) };
  }

  private mapOf(file: string): SourceMap | null {
    let map = this.maps.get(file);
    if (map === undefined) {
      map = readSourceMap(file);
      this.maps.set(file, map);
      map?.payload.sourcesContent?.forEach((text, i) => {
        if (typeof text === 'string')
          this.contents.set(resolveSource(map!.payload.sources[i]!, map!.payload.sourceRoot, file), text);
      });
    }
    return map;
  }
  private textOf(file: string): SourceText | null {
    let text = this.texts.get(file);
    if (text === undefined) {
      const content = this.contents.get(file) ?? readText(file);
      text = content === null ? null : new SourceText(content);
      this.texts.set(file, text);
    }
    return text;
  }
}

function resolveSource(source: string, root: string | undefined, file: string): string {
  if (source.startsWith('file:')) return fileURLToPath(source);
  const folder = root?.startsWith('file:') ? fileURLToPath(root) : path.resolve(path.dirname(file), root ?? '');
  return path.resolve(folder, decodeURI(source));
}
function readText(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
/** The source map that a file names in its last lines, inline or beside it; null where there is none that can be read. */
function readSourceMap(file: string): SourceMap | null {
  const text = readText(file);
  const comment = text?.lastIndexOf('//# sourceMappingURL=') ?? -1;
  if (text === null || comment < 0) return null;
  const url = text.slice(comment + '//# sourceMappingURL='.length).trim();
  try {
    const data = /^data:application\/json[^,]*?(;base64)?,/.exec(url);
    const json = !data
      ? fs.readFileSync(path.resolve(path.dirname(file), decodeURIComponent(url)), 'utf8')
      : data[1]
        ? Buffer.from(url.slice(data[0].length), 'base64').toString('utf8')
        : decodeURIComponent(url.slice(data[0].length));
    return new SourceMap(JSON.parse(json) as SourceMapPayload);
  } catch {
    return null;
  }
}
