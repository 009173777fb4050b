import * as fs from 'node:fs';
import * as path from 'node:path';
import { formatBytes } from '../../core/stats/formatFigure';
import { LayerglassError } from '../../protocol/errors';
import { installHint, isOnPath, type Missing } from './installHint';
import { nativeRecipe, wheelHere } from './nativeRecipe';
import { runCommand } from './runCommand';

/** A program with the arguments that always come first. */
export type Tool = readonly [command: string, ...args: string[]];
export interface NativeTools {
  npm: Tool;
  /** null where one of these is missing, or the machine has no wheel. */
  wheel: { python: string; compiler: string } | null;
  /** The wheel needs these too; named where the other way fails. */
  missing: Missing[];
}

const words: Record<Missing, string> = {
  npm: 'npm',
  python: 'Python 3.8 or later (python3)',
  pip: 'pip (python3 -m pip)',
  compiler: 'a C++ compiler (g++ or clang++)',
};

/**
 * The programs that an installation runs. Throws LayerglassError `native-unsupported` where there is none for this machine,
 * else `native-prerequisites`, which names all that is missing at once.
 * @param presentBytes of what is needed, already there
 */
export async function findNativeTools(
  folder: string,
  environment: NodeJS.ProcessEnv,
  presentBytes = 0,
  signal?: AbortSignal,
): Promise<NativeTools> {
  const platform = `${process.platform}-${process.arch}`;
  const isMusl = process.platform === 'linux' && !hasGlibc();
  if (isMusl || (!wheelHere() && !nativeRecipe.scriptPlatforms.includes(platform)))
    throw new LayerglassError(
      'native-unsupported',
      `There is no native TensorFlow for ${platform}${isMusl ? ' with musl' : ''}.`,
      { remedy: 'Stay with WebAssembly, or name a TensorFlow of your own in the setting layerglass.tensorflowPath.' },
    );
  const firstThatRuns = async (commands: readonly (string | undefined)[], args: string[]): Promise<string | null> => {
    for (const command of commands)
      if (command && (await runCommand(command, args, { timeoutMs: 30_000, environment, signal })).code === 0)
        return command;
    return null;
  };
  const npm = process.platform === 'win32' ? npmOfWindows(environment) : await npmHere(firstThatRuns);
  const missing: Missing[] = npm ? [] : ['npm'];
  let wheel: NativeTools['wheel'] = null;
  if (wheelHere()) {
    const python = await firstThatRuns(
      [environment.PYTHON, 'python3', 'python'],
      ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'],
    );
    if (!python) missing.push('python');
    else if ((await runCommand(python, ['-m', 'pip', '--version'], { environment, signal })).code !== 0)
      missing.push('pip');
    const compiler = await firstThatRuns([environment.CXX, 'c++', 'g++', 'clang++'], ['--version']);
    if (!compiler) missing.push('compiler');
    if (python && compiler && !missing.includes('pip')) wheel = { python, compiler };
  }
  if (signal?.aborted) throw new LayerglassError('cancelled', 'Cancelled.');
  const freeBytes = freeSpace(folder);
  const lackedBytes = nativeRecipe.neededBytes - presentBytes - (freeBytes ?? Infinity);
  if (!npm || lackedBytes > 0) throw prerequisites(missing, environment, { folder, freeBytes, lackedBytes });
  return { npm, wheel, missing };
}

/** One error for all that is missing. */
export function prerequisites(
  missing: readonly Missing[],
  environment: NodeJS.ProcessEnv,
  disk?: { folder: string; freeBytes: number | null; lackedBytes: number },
  otherWay = '',
): LayerglassError {
  const isFull = disk !== undefined && disk.lackedBytes > 0;
  const parts = missing.map(m => words[m]);
  if (isFull)
    parts.push(
      `${formatBytes(disk.lackedBytes)} more of disk (${formatBytes(disk.freeBytes ?? 0)} are free at ${disk.folder}, ${formatBytes(nativeRecipe.neededBytes)} are needed while it is put together)`,
    );
  const hint = installHint(missing, program => isOnPath(program, environment));
  const room = isFull ? 'Free some space, or name a folder on another disk in the variable LAYERGLASS_NATIVE.' : '';
  return new LayerglassError(
    'native-prerequisites',
    `Native TensorFlow cannot be installed: missing ${parts.join(', ')}.${otherWay}`,
    { remedy: [hint, room, 'Then try again.'].filter(Boolean).join(' '), where: isFull ? disk.folder : '' },
  );
}

async function npmHere(
  firstThatRuns: (commands: string[], args: string[]) => Promise<string | null>,
): Promise<Tool | null> {
  return (await firstThatRuns(['npm'], ['--version'])) === null ? null : ['npm'];
}

/** npm there is a script for the shell, which quotes arguments in its own way: its JavaScript is run instead. */
function npmOfWindows(environment: NodeJS.ProcessEnv): Tool | null {
  for (const folder of (environment.PATH ?? environment.Path ?? '').split(path.delimiter).filter(Boolean)) {
    const script = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (!fs.existsSync(path.join(folder, 'npm.cmd')) || !fs.existsSync(script)) continue;
    const node = path.join(folder, 'node.exe');
    return [fs.existsSync(node) ? node : 'node', script];
  }
  return null;
}

function hasGlibc(): boolean {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime !== undefined;
}

/** Bytes free where `folder` will be; null where the system does not say. */
function freeSpace(folder: string): number | null {
  let place = path.resolve(folder);
  while (!fs.existsSync(place) && path.dirname(place) !== place) place = path.dirname(place);
  try {
    const { bavail, bsize } = fs.statfsSync(place);
    return bavail * bsize;
  } catch {
    return null;
  }
}
