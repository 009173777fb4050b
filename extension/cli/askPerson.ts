import { createInterface } from 'node:readline/promises';

/** Whether somebody sits at the terminal who can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

export type Answer = 'yes' | 'no' | 'interrupted';

/** Asks on stderr; only `y` or `yes` is a yes. The input's end is a no, Ctrl+C an interruption. */
export async function askPerson(question: string): Promise<Answer> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  let otherwise: Answer = 'no';
  lines.once('SIGINT', () => {
    otherwise = 'interrupted';
    lines.close();
  });
  lines.once('close', () => ended.abort());
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: ended.signal });
    return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
  } catch {
    process.stderr.write('\n');
    return otherwise;
  } finally {
    lines.close();
  }
}
