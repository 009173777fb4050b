import { isEnded } from '../../protocol/run';
import type { Log } from '../log';
import type { RunLibrary } from '../runs/runLibrary';
import type { StoredRun } from '../runs/storedRun';
import { readKnownRun, type KnownRun } from './knownRun';

/** Programs whose newest run is read from its folder, and runs of each that are tried for a model. */
const maxPrograms = 20;
const maxTriedRuns = 3;

/** Reads the newest run folders of the workspace's programs, each once. */
export class NewestStoredRuns {
  private readonly seen = new Set<string>();

  constructor(
    private readonly library: Pick<RunLibrary, 'all' | 'ofProgram'>,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /** This run folder is known by other means: it is not read. */
  skip(runFolder: string): void {
    this.seen.add(runFolder);
  }

  /**
   * The newest run of each program that built a model and has ended, as far as it was not read before. `isKnown`: a program
   * whose newest runs come to such a folder has nothing newer.
   */
  async read(isKnown: (runFolder: string) => boolean): Promise<KnownRun[]> {
    const programs = [...new Set(this.library.all.map(r => r.program))].slice(0, maxPrograms);
    const found: KnownRun[] = [];
    for (const program of programs) {
      const ended = this.library.ofProgram(program).filter(r => isEnded(r.item.status));
      for (const stored of ended.slice(0, maxTriedRuns)) {
        if (isKnown(stored.item.key)) break;
        const run = this.seen.has(stored.item.key) ? null : this.readRun(stored);
        if (run && found.push(run)) break;
      }
      // between two programs the editor has its turn
      await new Promise(resolve => setImmediate(resolve));
    }
    return found;
  }

  private readRun(stored: StoredRun): KnownRun | null {
    this.seen.add(stored.item.key);
    try {
      const run = readKnownRun(stored);
      for (const file of run.files) run.versions.set(file, { hash: null, readAt: run.state.startedAt });
      return run.state.models.length > 0 ? run : null;
    } catch (error) {
      this.log.error(error);
      return null;
    }
  }
}
