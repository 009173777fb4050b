import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../protocol/errors';
import { lastLines, runCommand, type CommandResult } from './nativeCommand';
import { findNativeTools, type NativeTools } from './nativePrerequisites';
import { tryInstallation, versionIn } from './nativeProof';
import { nativeRecipe } from './nativeRecipe';

export interface NativeInstallOptions {
  /** One line for each step. */
  onProgress?: (line: string) => void;
  /** Where npm, Python and the compiler are looked for, and what they get. Default: this process's. */
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/**
 * Installs tfjs-node with TensorFlow's C library into `folder` (its `node_modules`), whole or not at all: it is put
 * together in a folder beside it, tried in a process of its own, and renamed. Half a minute, 0.9 GB on the disk.
 * An installation that works already is left as it is.
 * Throws LayerglassError: `native-unsupported`, `native-prerequisites`, `native-download` (what it needs could not be
 * fetched), `native-install` (another step failed), `cancelled`.
 */
export async function installNative(
  folder: string,
  options: NativeInstallOptions = {},
): Promise<{ tensorflowVersion: string }> {
  const target = path.resolve(folder);
  const { onProgress: tell = () => undefined, environment = process.env } = options;
  if (fs.existsSync(path.join(target, 'node_modules'))) {
    tell('Trying the native TensorFlow that is there');
    const result = await tryInstallation(target, options.signal);
    if (result.code === 0) return { tensorflowVersion: versionIn(result) };
    tell('It does not work: installing it anew');
  }
  const tools = await findNativeTools(target, environment);
  const parent = path.dirname(target);
  fs.mkdirSync(parent, { recursive: true });
  removeAbandoned(target);
  const building = fs.mkdtempSync(`${target}.part-`);
  try {
    const version = await build(building, tools, { tell, environment, signal: options.signal });
    replaceFolder(building, target);
    tell(`Native TensorFlow ${version} is installed in ${target}`);
    return { tensorflowVersion: version };
  } catch (error) {
    fs.rmSync(building, { recursive: true, force: true });
    if (options.signal?.aborted)
      throw new LayerglassError('cancelled', 'The installation of native TensorFlow was cancelled.');
    throw error;
  }
}

interface Steps {
  tell: (line: string) => void;
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal | undefined;
}

/** Returns the version of the TensorFlow that was built into `folder`, after it has computed something. */
async function build(folder: string, tools: NativeTools, { tell, environment, signal }: Steps): Promise<string> {
  const { lock, wheels, wheelPythonVersion, tfjsVersion, tensorflowVersion } = nativeRecipe;
  const wheel = wheels[`${process.platform}-${process.arch}`] as { requirement: string; sha256: string };
  const run = async (what: string, command: string, args: string[], code = 'native-install'): Promise<void> => {
    tell(what);
    const result = await runCommand(command, args, { folder, environment, signal, timeoutMs: 15 * 60_000 });
    if (result.code !== 0) throw stepFailed(code, what, result);
  };

  // 1. The JavaScript part, by the lock's checksums, without any package's install script.
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...lock.packages[''], private: true }));
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
  await run(
    `Fetching tfjs-node ${tfjsVersion}`,
    tools.npm,
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    'native-download',
  );

  // 2. The wheel, by its checksum.
  const wheelFolder = path.join(folder, 'wheel');
  const requirements = path.join(folder, 'requirements.txt');
  fs.writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  await run(
    `Fetching TensorFlow ${tensorflowVersion} (200 MB)`,
    tools.python,
    [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'],
      ...[
        '--python-version',
        wheelPythonVersion,
        '--require-hashes',
        '--requirement',
        requirements,
        '--dest',
        wheelFolder,
      ],
    ],
    'native-download',
  );

  // 3. Of the wheel, two libraries and the C headers.
  const nodePackage = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const deps = path.join(nodePackage, 'deps');
  await run('Unpacking its library', tools.python, ['-c', unpackSource, wheelFolder, deps]);
  fs.rmSync(wheelFolder, { recursive: true });
  fs.rmSync(requirements);
  for (const [link, file] of [
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
  ] as const)
    fs.symlinkSync(file, path.join(deps, 'lib', link));

  // 4. The addon: two files against Node's stable interface, whose headers are a package. One build serves every Node.
  const addonFolder = path.join(nodePackage, 'lib', 'napi-v8');
  fs.mkdirSync(addonFolder, { recursive: true });
  await run('Building the addon', tools.compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[path.join(folder, 'node_modules', 'node-api-headers', 'include'), path.join(deps, 'include'), nodePackage].map(
      p => `-I${p}`,
    ),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map(file => path.join(nodePackage, 'binding', file)),
    `-L${path.join(deps, 'lib')}`,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ...['-ltensorflow', '-ltensorflow_framework', '-o', path.join(addonFolder, 'tfjs_binding.node')],
  ]);

  // 5. Proof.
  tell('Trying it');
  const proof = await tryInstallation(folder, signal);
  if (proof.code !== 0) throw stepFailed('native-install', 'Trying it', proof);
  return versionIn(proof);
}

const unpackSource = `
import os, shutil, sys, zipfile
folder, deps = sys.argv[1:]
wheel = os.path.join(folder, next(f for f in os.listdir(folder) if f.endswith('.whl')))
headers = ('include/tensorflow/c/', 'include/tensorflow/core/platform/', 'include/tsl/')
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        name = entry.filename[len('tensorflow/'):] if entry.filename.startswith('tensorflow/') else ''
        if name in ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'): to = os.path.join(deps, 'lib', name)
        elif name.startswith(headers) and not entry.is_dir(): to = os.path.join(deps, name)
        else: continue
        os.makedirs(os.path.dirname(to), exist_ok=True)
        with archive.open(entry) as source, open(to, 'wb') as target: shutil.copyfileobj(source, target)
`;

const abandonedAfterMs = 3_600_000;
/** What an installation left that was killed. */
function removeAbandoned(target: string): void {
  const start = `${path.basename(target)}.part-`;
  for (const name of fs.readdirSync(path.dirname(target))) {
    const folder = path.join(path.dirname(target), name);
    if (name.startsWith(start) && Date.now() - fs.statSync(folder).mtimeMs > abandonedAfterMs)
      fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the finished folder in its place; what was there before is moved aside first, so that a crash leaves one of them. */
function replaceFolder(finished: string, target: string): void {
  const old = `${target}.old-${process.pid}`;
  const hasOld = fs.existsSync(target);
  if (hasOld) fs.renameSync(target, old);
  try {
    fs.renameSync(finished, target);
  } catch (error) {
    if (hasOld && !fs.existsSync(target)) fs.renameSync(old, target);
    throw error;
  }
  if (hasOld) fs.rmSync(old, { recursive: true, force: true });
}

function stepFailed(code: string, what: string, { code: exitCode, output }: CommandResult): LayerglassError {
  const how = exitCode === null ? 'was ended' : `ended with ${exitCode}`;
  return new LayerglassError(
    code,
    `Installing native TensorFlow failed at “${what}”, which ${how}: ${lastLines(output)}`,
    {
      remedy:
        'See that the package registries of npm and pip are reachable and that there is room on the disk, and try again.',
    },
  );
}
