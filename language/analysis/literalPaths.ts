import { isCheckpointName, pathOfText, type CheckpointPath } from './checkpointPathText';

const literal = /'([^'\\]*)'|"([^"\\]*)"|`([^`\\$]*)`/g;

/**
 * The path in a string that stands alone in its line of TypeScript or JavaScript: all of an argument, all that is assigned.
 * What else is around it, and whatever is put together, is for the parser, whose answer is the same here; this one costs
 * nothing. Offsets are in the line.
 */
export function literalPathAt(line: string, column: number): CheckpointPath | null {
  for (const match of line.matchAll(literal)) {
    const start = match.index;
    const end = start + match[0].length;
    if (column < start || column >= end) continue;
    const text = match[1] ?? match[2] ?? match[3] ?? '';
    const before = line.slice(0, start);
    const isAlone = /(^|[^=!<>])=\s*$|(\w)\s*\(\s*$/.test(before) && /^\s*([;)]|,\s*\{|$)/.test(line.slice(end));
    // quotes before it may mean that it begins inside of another string; a comment is none
    if (!isAlone || /['"`]|\/[/*]|^\s*\*|\b(join|resolve|URL)\s*\(/.test(before) || !isCheckpointName(text))
      return null;
    const found = pathOfText(text);
    return found && { start, end, ...found };
  }
  return null;
}
