import * as path from 'node:path';
import type { Site } from '../../../protocol/model';
import { expressionStart, tokenAt } from './expressionStart';
import { OriginalSources, type OriginalPosition } from './originalSource';
import { captureFrames, type RawFrame } from './rawFrames';

export interface CallSite {
  /** Innermost call in the person's own files; null where none of them is on the stack. */
  site: Site | null;
  /** The callers of `site`, outwards. */
  via: Site[];
}

type Act = 'made' | 'compiled';

/** Remembers where objects were made, and says it in positions of the person's own source. */
export class CallSites {
  private readonly frames = { made: new WeakMap<object, RawFrame[]>(), compiled: new WeakMap<object, RawFrame[]>() };
  private readonly resolved = new WeakMap<RawFrame[], CallSite>();
  private readonly sources = new OriginalSources();

  /**
   * @param folder absolute: what sites are relative to
   * @param isOurs says whether a file that runs is Layerglass itself
   */
  constructor(
    private readonly folder: string,
    private readonly isOurs: (file: string) => boolean,
  ) {}

  /** The frames of the caller; cheap, to be resolved later. */
  capture(): RawFrame[] {
    return captureFrames(this.isOurs);
  }
  /** Notes that `object` was made, or compiled, by the frames given. */
  record(object: object, frames: RawFrame[], act: Act = 'made'): void {
    this.frames[act].set(object, frames);
  }
  /** Where `object` was made, or compiled. */
  of(object: object, act: Act = 'made'): CallSite {
    return this.resolve(this.frames[act].get(object) ?? []);
  }

  resolve(frames: RawFrame[]): CallSite {
    const known = this.resolved.get(frames);
    if (known) return known;
    const sites: Site[] = [];
    for (const frame of frames) {
      const position = this.sources.original(frame.file, frame.line, frame.column);
      if (!position || /[\\/]node_modules[\\/]/.test(position.file)) continue;
      if (!sites.length && frame.isConstructor && isWithinConstructor(position)) continue;
      sites.push(this.siteOf(position));
    }
    const found: CallSite = { site: sites[0] ?? null, via: sites.slice(1) };
    this.resolved.set(frames, found);
    return found;
  }

  private siteOf({ file, line, column, text }: OriginalPosition): Site {
    const relative = path.relative(this.folder, file).replaceAll('\\', '/');
    if (!text) return { file: relative, line, column };
    return { file: relative, ...text.positionAt(expressionStart(text.tokens, text.offsetAt(line, column))) };
  }
}

/**
 * `super(…)` in a subclass, the class itself where its constructor is implied, or `this.learningRate = …`: not the call that
 * the person wrote.
 */
function isWithinConstructor({ text, line, column }: OriginalPosition): boolean {
  if (!text) return false;
  const at = tokenAt(text.tokens, text.offsetAt(line, column));
  const [token, before] = [text.tokens[at]?.text, text.tokens.slice(Math.max(0, at - 2), at).map(t => t.text)];
  return token === 'super' || token === 'class' || token === 'this' || before.join('') === 'this.';
}
