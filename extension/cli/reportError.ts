import type { RunError } from '../protocol/run';
import { placeOf } from './runDocument';
import { paint, plain, plainLine, terminalOf } from './terminal';

/** Says on stderr why a run failed, where, and what to do about it. */
export function reportError(error: RunError): void {
  const err = terminalOf(process.stderr);
  const place = plain(placeOf(error.site));
  err.write(
    `${paint(err, 'red', 'error')} ${plain(error.code)}: ${plainLine(error.message)}${place ? ` (${place})` : ''}\n`,
  );
  if (error.remedy) err.write(`${plain(error.remedy)}\n`);
}
