import { isCheckpointName, pathOfText, type CheckpointPath } from './checkpointPathText';

const literal = /(?<![\w'"])([rRuU]?)(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/g;
/** Calls whose argument names a checkpoint, whatever it is called. */
const calls =
  /\b(save|restore|load|read|write|load_weights|save_weights|load_model|save_model|latest_checkpoint|load_checkpoint|list_variables|ModelCheckpoint|CheckpointManager|Checkpoint|import_meta_graph|safe_open|load_file)\s*\([^()]*$/;
const maxLineLength = 2000;

interface Literal {
  start: number;
  end: number;
  text: string;
}

/**
 * The path that a string of a Python line names, by a scan of its literals: `saver.save(sess, './model.ckpt')`,
 * `load_weights('weights.h5')`, `os.path.join('out', 'model.ckpt')` where all its parts are literals. Nothing is parsed: an
 * f-string, a comment's text and a string of several lines are no paths. Offsets are in the line.
 */
export function pythonPathAt(line: string, column: number): CheckpointPath | null {
  if (line.length > maxLineLength) return null;
  const literals = literalsOf(line);
  const at = literals.find(l => l.start <= column && column < l.end);
  if (!at) return null;
  const join = joinAround(line, at, literals);
  if (join === 'unknown') return null;
  const { text, start, end } = join ?? at;
  if (!isCheckpointName(text) && !calls.test(line.slice(0, start))) return null;
  const found = pathOfText(text);
  return found && { start, end, ...found };
}

function literalsOf(line: string): Literal[] {
  const found: Literal[] = [];
  for (const match of line.matchAll(literal)) {
    const before = line.slice(found.at(-1)?.end ?? 0, match.index);
    if (before.includes('#')) break;
    const raw = match[2] ?? match[3] ?? '';
    const text =
      match[1]?.toLowerCase() === 'r' ? raw : raw.replace(/\\(.)/g, (whole, c: string) => escapes[c] ?? whole);
    found.push({ start: match.index, end: match.index + match[0].length, text });
  }
  return found;
}
const escapes: Record<string, string> = { '\\': '\\', "'": "'", '"': '"', n: '\n', t: '\t' };

/** The `os.path.join` that a literal is a part of; `unknown` where another part of it is no literal. */
function joinAround(line: string, at: Literal, literals: readonly Literal[]): Literal | 'unknown' | null {
  for (const match of line.matchAll(/(?:\bos\.path|\bpath|\bgfile)\.join\s*\(/g)) {
    const from = match.index + match[0].length;
    const to = line.indexOf(')', at.end);
    if (from > at.start || line.slice(from, at.start).includes(')')) continue;
    const parts = literals.filter(l => l.start >= from && (to < 0 || l.end <= to));
    const rest = parts.reduceRight(
      (text, l) => text.slice(0, l.start) + text.slice(l.end),
      line.slice(0, to < 0 ? undefined : to),
    );
    if (to < 0 || !/^[\s,]*$/.test(rest.slice(from))) return 'unknown';
    return { start: match.index, end: to + 1, text: parts.map(p => p.text.replace(/\/+$/, '')).join('/') };
  }
  // `Path('out') / 'model.ckpt'`, `folder + '/model.ckpt'`
  return /[/+%]\s*$/.test(line.slice(0, at.start)) || /^\s*[/+%]/.test(line.slice(at.end)) ? 'unknown' : null;
}
