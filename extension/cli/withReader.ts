import type { Reader, ReaderOptions } from '../engine/reader/reader';
import { ReaderClient } from '../engine/reader/readerClient';
import { ReaderThread } from '../engine/reader/readerThread';
import { LayerglassError } from '../protocol/errors';
import { exitCodes } from './exitCodes';
import { ProgressLine } from './progressLine';
import { terminalOf } from './terminal';
import type { CliOptions } from './cliArguments';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does something with a reader of files, with progress on stderr; Ctrl+C ends it. Returns the exit code, 130 where it was
 * ended; throws LayerglassError.
 * @param use writes what it has to say, and is given what each of its requests takes
 */
export async function withReader(
  what: string,
  options: Pick<CliOptions, 'json' | 'progress'>,
  use: (reader: Reader, request: ReaderOptions) => Promise<() => void>,
): Promise<number> {
  const reader = new ReaderClient(ReaderThread);
  const progress = new ProgressLine(terminalOf(process.stderr), options.progress);
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  for (const signal of signals) process.on(signal, stop);
  let end: Promise<void> | null = null;
  try {
    const say = await use(reader, {
      signal: cancel.signal,
      onProgress: (done, total) => {
        const share = total ? done / total : 0;
        progress.showText(`${what}, ${Math.floor(100 * share)} %`, share);
      },
    });
    // while the system takes it away, what it found is written
    end = reader.end();
    progress.clear();
    say();
    return exitCodes.done;
  } catch (error) {
    progress.clear();
    if (!cancel.signal.aborted) throw error;
    const { code, message } = error instanceof LayerglassError ? error : { code: 'cancelled', message: 'Cancelled.' };
    if (options.json) process.stdout.write(JSON.stringify({ error: { code, message, where: '' } }, null, 2) + '\n');
    process.stderr.write(`layerglass: ${code}: ${message}\n`);
    return exitCodes.interrupted;
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await (end ?? reader.end());
  }
}
