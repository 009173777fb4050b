import { lastLines } from './runCommand';

/** Said with every failure of the network, whatever it was. */
const boilerplate =
  /^npm (error|ERR!)( network)?\s*$|If you are behind a proxy|'proxy' config is set|A complete log of this run|related to network connectivity|In most cases you are behind|npm help config|\[notice\]|new release of pip/i;
/** pip wraps the reason of a retry three times. */
const retryReasons = [
  /Tunnel connection failed[^'")]*/,
  /Cannot connect to proxy[^'")]*/,
  /\[(?:Errno -?\d+|SSL)[^'")]*/,
  /[Rr]ead timed out|connect timeout[^'")]*/,
];
const isError = (line: string): boolean =>
  /\b(error|errno|failed|refused|timed? ?out|cannot|proxy)\b/i.test(line) || /\bE[A-Z]{5,}\b/.test(line);

/**
 * The lines of npm's, pip's or a compiler's output that tell what went wrong: without what is said every time, each once,
 * and with the reason of pip's retries in the place of its wrapping.
 */
export function tellingOutput(output: string): string {
  const lines = output
    .split('\n')
    .map(line => line.trim())
    .filter(line => line && !boilerplate.test(line))
    .map(line => (line.startsWith('WARNING: Retrying') ? (firstMatch(line) ?? line) : line))
    .map(line => line.replace(/^npm (error|ERR!) /, ''));
  return [...new Set(lines)].join('\n');
}

/** The same in a sentence for a message: the last lines, those that call themselves errors before others. */
export function toolSaid(output: string): string {
  const telling = tellingOutput(output);
  const errors = telling.split('\n').filter(isError);
  const text = lastLines(errors.length ? errors.join('\n') : telling);
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

const firstMatch = (line: string): string | undefined =>
  retryReasons.map(reason => reason.exec(line)?.[0]).find(found => found !== undefined);
