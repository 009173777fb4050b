/** A path that source text names, as far as it is known without running anything. */
export interface CheckpointPath {
  /** Of the expression or literal that stands for it; offsets in UTF-16 code units, `end` exclusive. */
  start: number;
  end: number;
  /** `file://` taken off. */
  path: string;
  /** What a relative path is relative to: the source file's folder, the folder that the program runs in, or one of them. */
  from: 'file' | 'program' | 'unknown';
}

/** Stand in a text for folders that are known only where the file is: private use, so that no path has them. */
export const fileFolder = '\uE0F1';
export const programFolder = '\uE0F2';
const folders = new RegExp(`[${fileFolder}${programFolder}]`);

const maxPathLength = 1024;
const names = [
  /(^|[\\/])(model|checkpoint)\.json$/i,
  /(^|[\\/])weights\.bin$/i,
  /\.(h5|hdf5|keras|ckpt|safetensors|npz|npy|onnx|pt|pth|gguf|pb|tflite)(-\d+)?$/i,
  /\.ckpt(-\d+)?\.(index|meta)$/i,
  /(^|[\\/])\.layerglass[\\/]runs[\\/]/,
  /(^|[\\/])checkpoints[\\/]step-\d+/,
  /^file:\/\//i,
];

/** True for a text that names a model or a checkpoint by itself, wherever it stands. */
export const isCheckpointName = (text: string): boolean =>
  text.length <= maxPathLength && names.some(pattern => pattern.test(text));

/** The path in a text; null for addresses of a network or a browser, and for what is no path. */
export function pathOfText(text: string): Pick<CheckpointPath, 'path' | 'from'> | null {
  let rest = text.trim();
  if (rest === '' || rest.length > maxPathLength || /[\u0000-\u001f]/.test(rest)) return null;
  // `file:///C:/models`: the third slash parts the host that is not there from the drive
  if (/^file:\/\//i.test(rest)) rest = rest.slice(7).replace(/^\/(?=[a-z]:[\\/])/i, '');
  // a drive has one letter
  else if (/^[a-z][a-z0-9+.-]+:/i.test(rest)) return null;
  if (/^[\\/]{2}/.test(rest)) return null;
  const known = folders.exec(rest);
  if (!known) return rest === '' ? null : { path: rest, from: 'unknown' };
  const from = known[0] === fileFolder ? 'file' : 'program';
  const inner = rest.slice(1);
  if (known.index > 0 || folders.test(inner) || (inner !== '' && !/^[\\/]/.test(inner))) return null;
  return { path: `.${inner}`.replace(/\/(\.\/)+/g, '/'), from };
}

const loaders = /\b(loadLayersModel|loadGraphModel|loadFrozenModel|loadSavedModel|loadWeights|fileSystem)\s*\(/;
const quickNames =
  /model\.json|checkpoint\.json|weights\.bin|file:\/\/|\.layerglass|step-\d|\.(h5|hdf5|keras|ckpt|safetensors|npz|npy|onnx|pth?|gguf|pb|tflite)\b/i;
const maxLineLength = 2000;

/** Whether a place in these lines, of which the last holds it, is worth a look: costs a search of two lines. */
export function mayNamePath(lines: readonly string[]): boolean {
  const line = lines.at(-1) ?? '';
  if (line.length > maxLineLength) return false;
  return quickNames.test(line) || lines.some(l => l.length <= maxLineLength && loaders.test(l));
}
