import { nativeFolder } from '../engine/nativeFolder';
import { installNative } from '../engine/native/installNative';
import { removeNative } from '../engine/native/removeNative';
import { LayerglassError } from '../protocol/errors';
import { nativeProgressText } from '../protocol/nativeProgress';
import type { CliOptions } from './cliArguments';
import { ProgressLine } from './progressLine';
import { exitCodes } from './exitCodes';
import { backendHere, writeBackend } from './showBackend';
import { plain, terminalOf } from './terminal';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `layerglass backend install`: native TensorFlow into Layerglass's own folder; then what `layerglass backend` says. Ctrl+C
 * ends it at once, with nothing installed. Returns the exit code; throws LayerglassError.
 */
export async function installBackend(options: CliOptions): Promise<number> {
  const out = terminalOf(process.stdout);
  const err = terminalOf(process.stderr);
  const progress = new ProgressLine(err, options.progress);
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  for (const signal of signals) process.on(signal, stop);
  let stage = '';
  try {
    const installed = await installNative(nativeFolder(), {
      signal: cancel.signal,
      onProgress(state) {
        // a log gets one line for each step
        if (!err.isTty && options.progress && state.stage !== stage) err.write(`${plain(state.stage)}\n`);
        stage = state.stage;
        progress.showText(plain(nativeProgressText(state)), state.share);
      },
    });
    progress.clear();
    const description = await backendHere(options);
    if (options.json) out.write(JSON.stringify({ installed, ...description }, null, 2) + '\n');
    else {
      const verb = installed.way === 'present' ? 'was there already' : 'is installed';
      out.write(`Native TensorFlow ${plain(installed.tensorflowVersion)} ${verb} in ${plain(installed.folder)}\n`);
      writeBackend(out, description);
    }
    return exitCodes.done;
  } catch (error) {
    progress.clear();
    if (!(error instanceof LayerglassError) || error.code !== 'cancelled') throw error;
    const { code, message, remedy } = error;
    if (options.json) out.write(JSON.stringify({ error: { code, message, where: '' } }, null, 2) + '\n');
    err.write(`layerglass: ${code}: ${message}\n${remedy}\n`);
    return exitCodes.interrupted;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** `layerglass backend remove`. Returns the exit code; throws LayerglassError. */
export async function removeBackend(options: CliOptions): Promise<number> {
  const out = terminalOf(process.stdout);
  const folder = nativeFolder();
  const removed = await removeNative(folder);
  if (options.json) out.write(JSON.stringify({ removed, folder }, null, 2) + '\n');
  else out.write(removed ? `Removed ${plain(folder)}\n` : `There is no native TensorFlow in ${plain(folder)}\n`);
  return exitCodes.done;
}
