import { parseArgs, type ParseArgsConfig } from 'node:util';

export const usage = `Usage: layerglass <command> [options]

  train   <program> [-- the program's own arguments]   run it, watched; write a run folder
  inspect <program | model file | run folder>          what it holds, or a checkpoint; a program is stopped before its first step
  check   <program | run folder> [--train]             findings only, for build servers; exit code 3 for an error among them
  resume  <run folder | checkpoint> [--step <n>]       go on from a checkpoint (the last one), exactly; makes a new run
  export  <run folder> --tensorboard <folder>          its curves and histograms, for TensorBoard to open
  compare <checkpoint> <checkpoint>                    change of each tensor from the first to the second
  experiment initializers <program>                    each initializer's spread by layer, before training
  backend                                              which TensorFlow runs here, and why
  backend install                                      put native TensorFlow in Layerglass's own folder
  backend remove                                       take it away again

  --json                one JSON document on stdout; progress and output on stderr
  --histograms          with --json: a histogram beside each summary
  --train               check: let the program train to its end instead of stopping it before its first step
  --step <n>            resume: from the checkpoint at this step
  --changed             resume: go on although the program has changed since
  --trust               resume: run the program of a run that was not recorded on this machine
  --sarif <file>        check: write the findings there too, as SARIF 2.1.0
  --rules <file|json>   rules of findings: { "<rule>": "off" | "error" | "warning" | "info" | { "severity", limits … } };
                        besides those under "layerglass": { "rules": … } in the program's package.json
  --tensorboard <folder>  export: where event files are put; a folder of its own for each run
  --runs <folder>       where run folders are made (default .layerglass/runs beside the program's package)
  --backend <name>      auto, native, wasm or cpu (resume: that of the run, else the numbers are not equal)
  --seed <n>            seed of the run's random numbers
  --epochs <n>          instead of the program's own number
  --watch <on|off>      off: the same bundle on the same backend, unwatched
  --no-progress         no progress line
  --help, --version

Exit codes: 0 done; 1 the program or the file failed; 2 wrong usage; 3 check found an error; 130 interrupted.
In a program, the comments layerglass-disable-next-line, layerglass-disable-line, layerglass-disable and
layerglass-enable switch off findings there: // layerglass-disable-next-line poor-initialization -- on purpose`;

const experimentKinds = ['initializers'] as const;
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
  /** A file, or JSON: settings of the rules of findings. */
  rules: string | null;
}
export interface CheckOptions {
  train: boolean;
  sarif: string | null;
}
export interface ResumeOptions {
  step: number | null;
  trust: boolean;
  changed: boolean;
  /** Whether a backend was named: without, it is that of the run. */
  isBackendGiven: boolean;
}
export type CliCommand =
  | { name: 'help' | 'version' }
  | { name: 'train' | 'inspect'; target: string; arguments: string[]; options: CliOptions }
  | {
      name: 'experiment';
      kind: (typeof experimentKinds)[number];
      target: string;
      arguments: string[];
      options: CliOptions;
    }
  | { name: 'resume'; target: string; options: CliOptions & ResumeOptions }
  | { name: 'export'; target: string; tensorboard: string; options: CliOptions }
  | { name: 'compare'; a: string; b: string; options: CliOptions }
  | { name: 'check'; target: string; arguments: string[]; options: CliOptions & CheckOptions }
  | { name: 'backend' | 'installNative' | 'removeNative'; options: CliOptions };

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

const options = {
  json: { type: 'boolean' },
  histograms: { type: 'boolean' },
  runs: { type: 'string' },
  tensorboard: { type: 'string' },
  backend: { type: 'string' },
  seed: { type: 'string' },
  epochs: { type: 'string' },
  watch: { type: 'string' },
  progress: { type: 'boolean' },
  'no-progress': { type: 'boolean' },
  rules: { type: 'string' },
  train: { type: 'boolean' },
  sarif: { type: 'string' },
  step: { type: 'string' },
  trust: { type: 'boolean' },
  changed: { type: 'boolean' },
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
  const [name, second, third, ...others] = positionals;
  const isExperiment = name === 'experiment';
  const target = isExperiment ? third : second;
  const rest = isExperiment || name === 'compare' || third === undefined ? others : [third, ...others];
  const common: CliOptions = {
    json: values.json ?? false,
    histograms: values.histograms ?? false,
    runs: values.runs ?? null,
    backend: oneOf(values.backend, 'backend', backends, 'auto'),
    seed: integer(values.seed, 'seed', 0, 2 ** 32 - 1),
    epochs: integer(values.epochs, 'epochs', 1, 1e9),
    watch: oneOf(values.watch, 'watch', ['on', 'off'], 'on') === 'on',
    progress: !values['no-progress'] && values.progress !== false,
    rules: values.rules ?? null,
  };
  if (name === undefined) throw new UsageError('a command is missing');
  if (rest.length) throw new UsageError(`"${rest[0]}" is one word too many; a program's own arguments follow --`);
  if (name === 'backend') {
    if (target === undefined) return { name, options: common };
    if (target === 'install') return { name: 'installNative', options: common };
    if (target === 'remove') return { name: 'removeNative', options: common };
    throw new UsageError(`"backend ${target}" is not known`);
  }
  if (name !== 'check' && (values.train !== undefined || values.sarif !== undefined))
    throw new UsageError('--train and --sarif go with check');
  if (name !== 'resume' && (values.step !== undefined || values.trust !== undefined || values.changed !== undefined))
    throw new UsageError('--step, --trust and --changed go with resume');
  if (name !== 'export' && values.tensorboard !== undefined) throw new UsageError('--tensorboard goes with export');
  if (name === 'export') {
    if (target === undefined) throw new UsageError('export needs a run folder');
    if (!values.tensorboard) throw new UsageError('export needs --tensorboard <folder>');
    return { name, target, tensorboard: values.tensorboard, options: common };
  }
  if (name === 'resume' || name === 'compare') {
    if (programArguments.length) throw new UsageError(`${name} takes no arguments of a program`);
    if (!common.watch) throw new UsageError('--watch off goes with train');
    if (name === 'compare') {
      if (second === undefined || third === undefined) throw new UsageError('compare needs two checkpoints');
      return { name, a: second, b: third, options: common };
    }
    if (target === undefined) throw new UsageError('resume needs a run folder');
    if (values.seed !== undefined) throw new UsageError('resume goes on with the seed of the run: --seed has no place');
    const step = integer(values.step, 'step', 0, 1e15);
    const own = {
      step,
      trust: values.trust ?? false,
      changed: values.changed ?? false,
      isBackendGiven: values.backend !== undefined,
    };
    return { name, target, options: { ...common, ...own } };
  }
  if (isExperiment && !experimentKinds.includes(second as 'initializers'))
    throw new UsageError(
      second === undefined
        ? `experiment needs a kind: ${experimentKinds.join(', ')}`
        : `the experiment "${second}" is not known: ${experimentKinds.join(', ')}`,
    );
  if (name !== 'train' && name !== 'inspect' && name !== 'check' && !isExperiment)
    throw new UsageError(`the command "${name}" is not known`);
  if (target === undefined) {
    const also = name === 'inspect' ? ', a model file, a run folder or a checkpoint' : '';
    throw new UsageError(`${name} needs a program${also}`);
  }
  if (!common.watch && (name !== 'train' || common.json))
    throw new UsageError('--watch off leaves nothing to report: it goes with train, without --json');
  const command = { target, arguments: programArguments };
  if (isExperiment) return { name: 'experiment', kind: 'initializers', ...command, options: common };
  if (name !== 'check') return { name, ...command, options: common };
  return { name, ...command, options: { ...common, train: values.train ?? false, sarif: values.sarif ?? null } };
}
