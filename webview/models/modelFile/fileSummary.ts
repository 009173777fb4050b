import { formatBytes, formatCount } from '../../../extension/core/stats/formatFigure';
import { formatDuration } from '../../../extension/protocol/timeLeft';
import type { FileDescription, FileProblem } from '../../../extension/protocol/reader';
import { strong, type Answer } from '../answer';
import { dtypeText } from './dtypeText';

/** What people call a format. */
const formatNames: Record<string, string> = {
  'tfjs-layers': 'TensorFlow.js layers model',
  'tfjs-graph': 'TensorFlow.js graph model',
  'keras-h5': 'Keras HDF5 file',
  'keras-v3': 'Keras 3 archive',
  'tf-checkpoint': 'TensorFlow checkpoint',
  'saved-model': 'TensorFlow SavedModel',
  'tf-graph': 'TensorFlow graph',
  safetensors: 'safetensors',
  npz: 'NumPy archive',
  npy: 'NumPy array',
  onnx: 'ONNX model',
  pytorch: 'PyTorch file',
  gguf: 'GGUF model',
  hdf5: 'HDF5 file',
  tensorboard: 'TensorBoard events',
  'layerglass-checkpoint': 'Layerglass checkpoint',
};
export const formatName = (format: string): string => formatNames[format] ?? format;

export const plural = (n: number, word: string): string => `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`;
export const bytesOf = (files: FileDescription['files']): number => files.reduce((sum, f) => sum + f.bytes, 0);

/** Parts whose checksum was wrong. */
export const wrongChecksums = (problems: readonly FileProblem[]): FileProblem[] =>
  problems.filter(p => p.code === 'checksum-mismatch');

/** How far the reading of figures is. */
export interface ReadSoFar {
  state: 'waiting' | 'reading' | 'stopped' | 'done';
  done: number;
  total: number;
  beganMs: number;
  read: number;
}

/** At the right of the bar: how far it is read; when it is, what it is. */
export function barText(description: FileDescription, reading: ReadSoFar, nowMs = performance.now()): string {
  const { tensors, step, metadata, checksums, files } = description;
  if (reading.state === 'reading') {
    const count = `Reading ${formatCount(reading.read)} of ${plural(tensors.length, 'tensor')}`;
    const { done, total, beganMs } = reading;
    if (!(total > 0)) return count;
    const seconds = (nowMs - beganMs) / 1000;
    const left = seconds > 0.5 && done > 0 ? ` · ${formatDuration((seconds / done) * (total - done))} left` : '';
    return `${count} · ${formatBytes(done)} of ${formatBytes(total)}${left}`;
  }
  const parts = [
    step === null ? '' : `step ${formatCount(step)}`,
    metadata['writtenBy'] ?? '',
    plural(tensors.length, 'tensor'),
    formatBytes(bytesOf(files)),
    checksums > 0 && reading.state === 'done' ? plural(checksums, 'checksum') : '',
  ];
  const text = parts.filter(Boolean).join(' · ');
  return reading.state === 'stopped' ? `Stopped at ${formatCount(reading.read)} · ${text}` : text;
}

/** Whether it is whole: the sentence over its facts. `problems`: of the description, and of the reading. */
export function intactAnswer(
  { checksums, tensors }: FileDescription,
  problems: readonly FileProblem[],
  { state, read }: Pick<ReadSoFar, 'state' | 'read'>,
): Answer {
  const wrong = wrongChecksums(problems).length;
  if (wrong) {
    const verb = wrong === 1 ? 'is' : 'are';
    const rest = state === 'done' ? '; the rest is whole.' : ' so far.';
    return [strong(`${formatCount(wrong)} of ${plural(checksums, 'checksum')} ${verb} wrong`), rest];
  }
  const others = problems.length ? `${plural(problems.length, 'problem')}, see below.` : '';
  if (!checksums) return others ? [others] : ['Whole as far as can be told: the format has no checksums.'];
  if (state === 'done')
    return others
      ? [strong(`All ${plural(checksums, 'checksum')} verified`), `; ${others}`]
      : ['Intact: ', strong(`all ${plural(checksums, 'checksum')} verified`), '.'];
  if (state === 'reading' && checksums === tensors.length)
    return ['Intact so far: ', strong(`${formatCount(read)} of ${plural(checksums, 'checksum')}`), ' verified.'];
  return [`${plural(checksums, 'checksum')}, not verified yet.`];
}

/** A line of the File section: `small` is said in a smaller voice. */
export interface FileFact {
  key: string;
  text: string;
  small: string;
}

/** Facts of the file: step, who wrote it, weights, files. */
export function fileFacts(description: FileDescription): FileFact[] {
  const { step, metadata, tensors, files } = description;
  const weights = tensors.filter(t => t.role === 'weight');
  const sum = (of: typeof tensors, figure: 'count' | 'bytes') => of.reduce((total, t) => total + t[figure], 0);
  const dtypes = [...new Set(weights.map(dtypeText))];
  const of = dtypes.length > 3 ? `${dtypes.slice(0, 3).join(', ')} …` : dtypes.join(', ');
  const shown = files.slice(0, 4).map((f, i) => `${shortNames(files)[i]!} ${formatBytes(f.bytes)}`);
  const facts: FileFact[] = [];
  const { writtenBy, kind = '', stepFrom, newest, trainable } = metadata;
  const from = [stepFrom && `from ${stepFrom}`, newest && `the folder’s newest is ${newest}`]
    .filter(Boolean)
    .join(' · ');
  if (step !== null) facts.push({ key: 'step', text: formatCount(step), small: from });
  if (writtenBy) facts.push({ key: 'written by', text: writtenBy, small: kind });
  else if (kind) facts.push({ key: 'kind', text: kind, small: '' });
  if (weights.length)
    facts.push({
      key: 'weights',
      text: formatCount(sum(weights, 'count')),
      small: `in ${plural(weights.length, 'tensor')}, ${formatBytes(sum(weights, 'bytes'))} as ${of}`,
    });
  if (trainable) facts.push({ key: 'trainable', text: trainable, small: '' });
  for (const role of ['optimizer', 'other'] as const) {
    const own = tensors.filter(t => t.role === role);
    if (own.length)
      facts.push({ key: role, text: plural(own.length, 'tensor'), small: formatBytes(sum(own, 'bytes')) });
  }
  facts.push({
    key: files.length === 1 ? 'file' : 'files',
    text: shown.join(' · '),
    small: files.length > shown.length ? `and ${formatCount(files.length - shown.length)} more` : '',
  });
  return facts;
}

/** Names of files without what all of them begin with: `.index`, `.data-00000-of-00001`. */
function shortNames(files: FileDescription['files']): string[] {
  const names = files.map(f => f.path.split('/').at(-1)!);
  let [first = ''] = names;
  for (const name of names) while (!name.startsWith(first)) first = first.slice(0, -1);
  // cut where a name ends
  const stem = files.length > 1 ? first.replace(/\.[^.]*$/, '') : '';
  return stem.length > 3 && names.every(n => n[stem.length] === '.') ? names.map(n => n.slice(stem.length)) : names;
}

/** The report that a person copies of a file that is damaged or refused. */
export function problemReport(
  name: string,
  format: string,
  problems: readonly { code: string; message: string; where: string; remedy?: string }[],
): string {
  const lines = problems.map(p =>
    [`${p.code}: ${p.message}`, p.where && `at ${p.where}`, p.remedy].filter(Boolean).join('\n  '),
  );
  return [`${name}${format ? ` (${format})` : ''}`, ...lines].join('\n');
}
