import { parseArgs, type ParseArgsConfig } from 'node:util';

export const usage = `Usage: layerglass <command> [options]

  train   <program> [-- the program's own arguments]   run it, watched; write a run folder
  inspect <program | run folder>                       what it holds; a program is stopped before its first step
  backend                                              which TensorFlow runs here, and why
  backend install                                      put native TensorFlow in Layerglass's own folder
  backend remove                                       take it away again

  --json                one JSON document on stdout; progress and output on stderr
  --histograms          with --json: a histogram beside each summary
  --runs <folder>       where run folders are made (default .layerglass/runs beside the program's package)
  --backend <name>      auto, native, wasm or cpu
  --seed <n>            seed of the run's random numbers
  --epochs <n>          instead of the program's own number
  --watch <on|off>      off: the same bundle on the same backend, unwatched
  --no-progress         no progress line
  --help, --version`;

const backends = ['auto', 'native', 'wasm', 'cpu'] as const;
export interface CliOptions {
  json: boolean;
  histograms: boolean;
  runs: string | null;
  backend: (typeof backends)[number];
  seed: number | null;
  epochs: number | null;
  watch: boolean;
  progress: boolean;
}
export type CliCommand =
  | { name: 'help' | 'version' }
  | { name: 'train' | 'inspect'; target: string; arguments: string[]; options: CliOptions }
  | { name: 'backend' | 'installNative' | 'removeNative'; options: CliOptions };

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

const options = {
  json: { type: 'boolean' },
  histograms: { type: 'boolean' },
  runs: { type: 'string' },
  backend: { type: 'string' },
  seed: { type: 'string' },
  epochs: { type: 'string' },
  watch: { type: 'string' },
  progress: { type: 'boolean' },
  'no-progress': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} satisfies ParseArgsConfig['options'];

function integer(text: string | undefined, name: string, min: number, max: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not "${text}"`);
  return value;
}

function oneOf<T extends string>(text: string | undefined, name: string, values: readonly T[], otherwise: T): T {
  if (text === undefined) return otherwise;
  if (!values.includes(text as T)) throw new UsageError(`--${name} is one of ${values.join(', ')}, not "${text}"`);
  return text as T;
}

/** What the words after `layerglass` ask for. What follows `--` belongs to the program, untouched. Throws UsageError. */
export function parseCommand(argv: readonly string[]): CliCommand {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  const programArguments = end < 0 ? [] : argv.slice(end + 1);
  let parsed;
  try {
    parsed = parseArgs({ args: [...own], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, target, ...rest] = positionals;
  const common: CliOptions = {
    json: values.json ?? false,
    histograms: values.histograms ?? false,
    runs: values.runs ?? null,
    backend: oneOf(values.backend, 'backend', backends, 'auto'),
    seed: integer(values.seed, 'seed', 0, 2 ** 32 - 1),
    epochs: integer(values.epochs, 'epochs', 1, 1e9),
    watch: oneOf(values.watch, 'watch', ['on', 'off'], 'on') === 'on',
    progress: !values['no-progress'] && values.progress !== false,
  };
  if (name === undefined) throw new UsageError('a command is missing');
  if (rest.length) throw new UsageError(`"${rest[0]}" is one word too many; a program's own arguments follow --`);
  if (name === 'backend') {
    if (target === undefined) return { name, options: common };
    if (target === 'install') return { name: 'installNative', options: common };
    if (target === 'remove') return { name: 'removeNative', options: common };
    throw new UsageError(`"backend ${target}" is not known`);
  }
  if (name !== 'train' && name !== 'inspect') throw new UsageError(`the command "${name}" is not known`);
  if (target === undefined) throw new UsageError(`${name} needs a program`);
  if (!common.watch && (name === 'inspect' || common.json))
    throw new UsageError('--watch off leaves nothing to report: it goes with train, without --json');
  return { name, target, arguments: programArguments, options: common };
}
