/**
 * The values of a file of one JSON text a line. A last line without its end is a torn one and left out, as are lines that
 * are no JSON, which are counted. `goodBytes`: how far the file is whole.
 */
export function parseJsonLines(bytes: Uint8Array): { values: unknown[]; badLines: number; goodBytes: number } {
  const goodBytes = bytes.lastIndexOf(10) + 1;
  const values: unknown[] = [];
  let badLines = 0;
  for (const line of new TextDecoder().decode(bytes.subarray(0, goodBytes)).split('\n')) {
    if (line === '') continue;
    try {
      values.push(JSON.parse(line));
    } catch {
      badLines++;
    }
  }
  return { values, badLines, goodBytes };
}

export const jsonLine = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value) + '\n');
