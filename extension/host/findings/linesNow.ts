/**
 * Where lines of a text are in a later one. A line is found by its words, the nearest one first; one that is gone is where
 * the text around it suggests. Lines count from 1.
 */
export function lineNow(before: readonly string[], now: readonly string[], line: number): number {
  const text = before[line - 1];
  if (text === undefined) return line;
  let start = 0;
  while (start < before.length && start < now.length && before[start] === now[start]) start++;
  if (line - 1 < start) return line;
  let same = 0;
  while (same < before.length - start && before.at(-1 - same) === now.at(-1 - same) && same < now.length - start)
    same++;
  const shift = now.length - before.length;
  if (line > before.length - same) return line + shift;
  for (let distance = 0; distance < Math.max(before.length, now.length); distance++)
    for (const at of [line + shift - 1 + distance, line + shift - 1 - distance]) if (now[at] === text) return at + 1;
  return Math.min(Math.max(1, line), now.length);
}
