import type { AnalysisClient } from './analysisClient';
import { isWorthParsing } from './isWorthParsing';
import { shiftFacts, type TextChange } from './shiftFacts';
import { noFacts, type SourceFacts, type SourceLanguage } from './sourceFacts';

interface TrackedSource {
  language: SourceLanguage;
  version: number;
  text: () => string;
  /** Of the newest analysed text, with its offsets moved by the changes since; null before the first. */
  facts: SourceFacts | null;
  /** The version that `facts` was found in. */
  factsVersion: number;
  /** The analysis that is under way; there is one at a time, of the newest text. */
  running: Promise<SourceFacts> | null;
}

/**
 * Facts of open sources, current at once: each change moves the known offsets, and the parser's answer replaces them when
 * it comes. An answer for a text that has changed meanwhile is dropped.
 */
export class SourceTracker {
  private readonly sources = new Map<string, TrackedSource>();

  constructor(
    private readonly client: Pick<AnalysisClient, 'request'>,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** Begins to track a source, or goes on with it. `text` is called when, and only when, the text is to be analysed. */
  open(id: string, language: SourceLanguage, version: number, text: () => string): void {
    const known = this.sources.get(id);
    if (known?.version === version && known.language === language) return;
    this.sources.set(id, { language, version, text, facts: null, factsVersion: -1, running: null });
  }

  /** `changes` apply one after the other, each to the text that the one before left. */
  change(id: string, version: number, changes: readonly TextChange[]): void {
    const source = this.sources.get(id);
    if (!source) return;
    source.version = version;
    if (source.facts) source.facts = changes.reduce(shiftFacts, source.facts);
  }

  close(id: string): void {
    this.sources.delete(id);
  }

  /** What is known now, without waiting: offsets are those of the current text, calls those of the last analysed one. */
  known(id: string): SourceFacts | null {
    return this.sources.get(id)?.facts ?? null;
  }

  /** Facts of the current text. Resolves to `noFacts` for a source that is not tracked, to what is known where the parser fails. */
  current(id: string): Promise<SourceFacts> {
    const source = this.sources.get(id);
    if (!source) return Promise.resolve(noFacts);
    if (source.facts && source.factsVersion === source.version) return Promise.resolve(source.facts);
    return (source.running ??= this.analyse(id, source).finally(() => (source.running = null)));
  }

  private async analyse(id: string, source: TrackedSource): Promise<SourceFacts> {
    while (this.sources.get(id) === source) {
      const { version, language } = source;
      const text = source.text();
      try {
        const facts = isWorthParsing(text) ? await this.client.request('facts', { text, language }) : noFacts;
        if (source.version !== version) continue;
        source.facts = facts;
      } catch (error) {
        this.onFailure(error as Error);
        source.facts ??= noFacts;
      }
      source.factsVersion = version;
      return source.facts;
    }
    return source.facts ?? noFacts;
  }
}
