import { LogDirectory } from '../../core/logs/logDirectory';
import type { ReaderParams, ReaderResults } from '../../protocol/reader';
import type { Work } from './work';

/** Log directories that were asked for last: what was read of them is kept. */
const kept = new Map<string, { log: LogDirectory; reading: Promise<void> | null }>();
const maxKept = 4;

async function refreshed(path: string, work: Work): Promise<LogDirectory> {
  const entry = kept.get(path) ?? { log: new LogDirectory(path), reading: null };
  kept.delete(path);
  kept.set(path, entry);
  for (const oldest of kept.keys()) if (kept.size > maxKept) kept.delete(oldest);
  // Two that ask at once wait for the same.
  entry.reading ??= entry.log.refresh(work.pause).finally(() => (entry.reading = null));
  await entry.reading;
  return entry.log;
}

/** As it is now; what was read before is not read again. Throws LayerglassError. */
export async function readLog({ path, run, known }: ReaderParams<'log'>, work: Work): Promise<ReaderResults['log']> {
  const log = await refreshed(path, work);
  const version = `${process.pid}/${log.version}`;
  const list = log.list();
  const key = list.some(item => item.key === run) ? run : (list[0]?.key ?? null);
  const isKnown = known !== null && known.version === version && known.run === key;
  return { version, list, run: key === null || isKnown ? null : log.state(key) };
}

/** Throws LayerglassError `no-run`. */
export async function readLogSnapshot(
  { path, run, step }: ReaderParams<'logSnapshot'>,
  work: Work,
): Promise<ReaderResults['logSnapshot']> {
  return (await loaded(path, work)).snapshot(run, step);
}

/** Throws LayerglassError `no-run`. */
export async function readLogHistory(
  { path, run, ...query }: ReaderParams<'logHistory'>,
  work: Work,
): Promise<ReaderResults['logHistory']> {
  return (await loaded(path, work)).history(run, query);
}

/** Throws LayerglassError `no-run`. */
export async function readLogImages(
  { path, run, ...of }: ReaderParams<'logImages'>,
  work: Work,
): Promise<ReaderResults['logImages']> {
  return (await loaded(path, work)).images(run, of);
}

/** What was read for the page that asks, where there is such: its steps are those that it knows. */
async function loaded(path: string, work: Work): Promise<LogDirectory> {
  const log = kept.get(path)?.log;
  return log && log.version > 0 ? log : refreshed(path, work);
}
