import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../protocol/errors';
import { runCommand } from './nativeCommand';
import { nativeRecipe } from './nativeRecipe';

export interface NativeTools {
  npm: string;
  python: string;
  compiler: string;
}

/**
 * The programs that an installation runs. Throws LayerglassError `native-unsupported` where there is no recipe for the
 * machine, else `native-prerequisites`, which names all that is missing at once.
 */
export async function findNativeTools(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NativeTools> {
  const platform = `${process.platform}-${process.arch}`;
  const isMusl = process.platform === 'linux' && !hasGlibc();
  if (!nativeRecipe.wheels[platform] || isMusl)
    throw new LayerglassError(
      'native-unsupported',
      `Layerglass cannot install native TensorFlow on ${platform}${isMusl ? ' with musl' : ''}.`,
      { remedy: 'Run npm install @tensorflow/tfjs-node in the program’s folder, or stay with WebAssembly.' },
    );
  const missing: string[] = [];
  const firstThatRuns = (commands: (string | undefined)[], args: string[]): Promise<string | null> =>
    firstWorking(commands, args, environment);
  const npm = await firstThatRuns(['npm'], ['--version']);
  if (!npm) missing.push('npm');
  const python = await firstThatRuns(
    [environment.PYTHON, 'python3', 'python'],
    ['-c', 'import sys; sys.exit(sys.version_info < (3, 7))'],
  );
  if (!python) missing.push('Python 3 (python3)');
  else if ((await runCommand(python, ['-m', 'pip', '--version'], { environment })).code !== 0)
    missing.push(`pip (${python} -m pip)`);
  const compiler = await firstThatRuns([environment.CXX, 'c++', 'g++', 'clang++'], ['--version']);
  if (!compiler) missing.push('a C++ compiler (g++ or clang++)');
  const freeBytes = freeSpace(folder);
  if (freeBytes !== null && freeBytes < nativeRecipe.neededBytes)
    missing.push(
      `${(nativeRecipe.neededBytes / 1e9).toFixed(1)} GB of disk (${(freeBytes / 1e9).toFixed(1)} GB are free at ${folder})`,
    );
  if (missing.length || !npm || !python || !compiler)
    throw new LayerglassError(
      'native-prerequisites',
      `Native TensorFlow cannot be installed: missing ${missing.join(', ')}.`,
      {
        remedy: 'Install what is missing, for instance with apt-get install python3-pip g++, and try again.',
      },
    );
  return { npm, python, compiler };
}

async function firstWorking(
  commands: readonly (string | undefined)[],
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  for (const command of commands)
    if (command && (await runCommand(command, args, { timeoutMs: 30_000, environment })).code === 0) return command;
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
