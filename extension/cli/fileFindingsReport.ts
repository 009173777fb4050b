import type { FileFinding } from '../protocol/reader';
import { severityColours } from './findingsReport';
import { paint, plain, type Terminal } from './terminal';

/** What is wrong with a file's weights: a line each, what it means and what to do below it. Empty where nothing is. */
export function fileFindingsReport(terminal: Terminal, findings: readonly FileFinding[]): string {
  const lines = findings.flatMap(({ severity, rule, message, meaning, advice }) => [
    [paint(terminal, severityColours[severity], severity), paint(terminal, 'bold', rule), plain(message)].join(' '),
    ...[meaning, advice].map(text => `    ${plain(text)}`),
  ]);
  return lines.join('\n');
}
