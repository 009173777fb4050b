import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Passes a child's output on as text, piece by piece, at the pace of those who take it: while one has a promise open nothing
 * more is read, and the child waits in its write. So memory does not grow with the amount. Resolves at the output's end.
 */
export async function forwardOutput(output: Readable, take: (text: string) => void | Promise<void>): Promise<void> {
  const decoder = new StringDecoder('utf8');
  output.on('data', (chunk: Buffer) => {
    const taken = take(decoder.write(chunk));
    if (!taken) return;
    output.pause();
    void taken.catch(() => undefined).then(() => output.resume());
  });
  if (!output.readableEnded && !output.destroyed)
    await Promise.race([once(output, 'end'), once(output, 'close')]).catch(() => undefined);
  const rest = decoder.end();
  if (rest) await take(rest);
}
