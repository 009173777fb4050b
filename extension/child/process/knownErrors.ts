import { installCommand, packageNameOf } from '../../core/packages/installCommand';

/** What an error of a program is recognized by, and what is known besides. */
export interface ErrorFacts {
  name: string;
  code: string;
  message: string;
  /** Absolute, from the program's folder outwards: where a lock file tells the package manager. */
  folders: string[];
  hasFile: (folder: string, file: string) => boolean;
  /** TensorFlow's native library runs. */
  isNative: boolean;
  /** Names of models that were built before. */
  models: string[];
}
export interface KnownError {
  code: string;
  message: string;
  remedy: string;
}

const browserGlobals =
  'document|window|self|navigator|location|localStorage|sessionStorage|indexedDB|history|screen|alert|HTML\\w*Element|' +
  'Image|ImageData|ImageBitmap|createImageBitmap|OffscreenCanvas|Audio|AudioContext|FileReader|XMLHttpRequest|' +
  'requestAnimationFrame|cancelAnimationFrame|DOMParser|MutationObserver|getComputedStyle';
const missingGlobal = new RegExp(`^(${browserGlobals}) is not defined$`);
const nodeOnly =
  /reading '(decode(Image|Jpeg|Png|Gif|Bmp)|encode(Jpeg|Png)|summaryFileWriter|tensorBoard|loadSavedModel|getMetaGraphsFromSavedModel|getEnumKeyFromValue)'/;

/** Returns what the error means for a person and what to do about it; null for an error of the program's own. */
export function knownError(facts: ErrorFacts): KnownError | null {
  return (
    needsBrowser(facts) ?? missingModule(facts) ?? needsNative(facts) ?? outOfMemory(facts) ?? requiresEsModule(facts)
  );
}

function needsBrowser({ name, message, models }: ErrorFacts): KnownError | null {
  const isGlobal = name === 'ReferenceError' && missingGlobal.test(message);
  const isRelativeUrl = /^(Failed to parse URL from|Only absolute URLs are supported)/.test(message);
  const isBrowserOnly = /only supported (in|by) (the )?(web )?browser/i.test(message);
  if (!isGlobal && !isRelativeUrl && !isBrowserOnly) return null;
  const built = models.filter(m => m !== 'variables');
  const rest = built.length
    ? `What was built before that line can still be inspected: ${built.join(', ')}.`
    : 'No model was built before that line; move the lines that build and train the model into a file without it, and run that.';
  return {
    code: 'needs-browser',
    message: `The program needs a browser: ${message}.`.replace(/\.\.$/, '.'),
    remedy: isRelativeUrl ? `In Node an address is absolute, and a file is read with node:fs. ${rest}` : rest,
  };
}

function missingModule({ code, message, folders, hasFile }: ErrorFacts): KnownError | null {
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return null;
  const specifier = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1] ?? '';
  const name = packageNameOf(specifier);
  if (name === null)
    return { code: 'missing-file', message: `There is no file ${specifier || message}.`, remedy: 'Check its path.' };
  return {
    code: 'missing-package',
    message: `The package "${name}" is not installed.`,
    remedy: `Run: ${installCommand(name, folders, hasFile)}`,
  };
}

function needsNative({ name, message, isNative }: ErrorFacts): KnownError | null {
  if (isNative || name !== 'TypeError') return null;
  const member = nodeOnly.exec(message)?.[1];
  if (member === undefined) return null;
  return {
    code: 'needs-native',
    message: `tf.node.${member} is part of native TensorFlow, which does not run here.`,
    remedy: 'Install @tensorflow/tfjs-node where its library loads, or do without tf.node in this program.',
  };
}

function outOfMemory({ name, message }: ErrorFacts): KnownError | null {
  const isMemory =
    (name === 'RangeError' &&
      /could not allocate memory|Array buffer allocation failed|Invalid typed array length/.test(message)) ||
    /^(OOM when allocating|.*Resource exhausted)/.test(message);
  if (!isMemory) return null;
  return {
    code: 'out-of-memory',
    message: `Memory ran out: ${message}`,
    remedy: 'Use a smaller batch or a smaller model, and dispose tensors (tf.tidy).',
  };
}

function requiresEsModule({ code, message }: ErrorFacts): KnownError | null {
  if (code !== 'ERR_REQUIRE_ESM' && code !== 'ERR_REQUIRE_ASYNC_MODULE') return null;
  return {
    code: 'requires-es-module',
    message: message.split('\n')[0]!,
    remedy: 'Load it with import instead of a computed require.',
  };
}
