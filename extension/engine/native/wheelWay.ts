import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { nativeRecipe, wheelHere, type Wheel } from './nativeRecipe';
import { sha256Of } from './stagingFolder';
import type { Attempt } from './attempt';

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const sumsFile = 'sums.json';

/**
 * The library out of TensorFlow's Python wheel, and the addon built against it. What an earlier attempt has finished is
 * checked by its hash and used again. Throws LayerglassError: those of `stepError`.
 */
export async function installFromWheel(attempt: Attempt, tools: { python: string; compiler: string }): Promise<void> {
  const wheel = wheelHere() as Wheel;
  const { staging } = attempt;
  if (!(await isUnpacked(attempt))) {
    await fetchWheel(attempt, wheel, tools.python);
    await unpack(attempt, tools.python);
  }
  fs.rmSync(staging.wheel, { force: true });
  await buildAddon(attempt, tools.compiler);
}

async function fetchWheel(attempt: Attempt, wheel: Wheel, python: string): Promise<void> {
  const { staging, signal } = attempt;
  attempt.meter.begin('wheel', `Fetching TensorFlow ${nativeRecipe.tensorflowVersion}`, wheel.sizeBytes);
  if ((await sha256Of(staging.wheel, signal)) === wheel.sha256) return;
  fs.rmSync(staging.wheel, { force: true });
  const requirements = path.join(staging.work, 'requirements.txt');
  const fetched = path.join(staging.work, 'wheel');
  fs.writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  await attempt.download(
    python,
    [
      ...['-m', 'pip', '--disable-pip-version-check', '--no-cache-dir', '--retries', '2', '--timeout', '20'],
      ...['download', '--progress-bar', 'off', '--no-deps', '--only-binary=:all:', '--implementation', 'cp'],
      ...['--python-version', nativeRecipe.wheelPython.version, '--abi', nativeRecipe.wheelPython.abi],
      ...['--platform', wheel.platformTag, '--require-hashes', '--requirement', requirements, '--dest', fetched],
    ],
    // pip fetches into its temporary folder, then moves
    [attempt.temporary, fetched],
  );
  const name = fs.existsSync(fetched) ? fs.readdirSync(fetched).find(f => f.endsWith('.whl')) : undefined;
  const file = name && path.join(fetched, name);
  if (!file || (await sha256Of(file, signal)) !== wheel.sha256)
    throw new LayerglassError('native-checksum', 'The wheel that pip fetched is damaged or not the one expected.', {
      remedy:
        'It was removed. Try again; where it happens again, something between here and the registry changes files.',
    });
  fs.renameSync(file, staging.wheel);
}

async function unpack(attempt: Attempt, python: string): Promise<void> {
  const { staging } = attempt;
  attempt.meter.begin('unpack', 'Unpacking its library');
  const unpacked = path.join(staging.work, 'deps');
  await attempt.step(python, ['-c', unpackSource, staging.wheel, unpacked, sumsFile, ...libraries]);
  for (const [i, link] of ['libtensorflow.so', 'libtensorflow_framework.so'].entries())
    fs.symlinkSync(libraries[i]!, path.join(unpacked, 'lib', link));
  fs.rmSync(staging.deps, { recursive: true, force: true });
  fs.renameSync(unpacked, staging.deps);
}

/** Of the wheel, two libraries and the C headers; last the libraries' sums, as they went to the disk. */
const unpackSource = `
import hashlib, json, os, sys, zipfile
wheel, deps, sums_file = sys.argv[1:4]
libraries = sys.argv[4:]
headers = ('include/tensorflow/c/', 'include/tensorflow/core/platform/', 'include/tsl/')
sums = {}
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        name = entry.filename[len('tensorflow/'):] if entry.filename.startswith('tensorflow/') else ''
        if name in libraries: to = os.path.join(deps, 'lib', name)
        elif name.startswith(headers) and not name.endswith('/') and '..' not in name: to = os.path.join(deps, name)
        else: continue
        os.makedirs(os.path.dirname(to), exist_ok=True)
        sum = hashlib.sha256()
        with archive.open(entry) as source, open(to, 'wb') as target:
            while True:
                part = source.read(1 << 20)
                if not part: break
                target.write(part)
                if name in libraries: sum.update(part)
        if name in libraries: sums[name] = sum.hexdigest()
with open(os.path.join(deps, sums_file), 'w') as file: json.dump(sums, file)
`;

/** Whether an earlier attempt has unpacked the library, and the disk still has it as it was. */
async function isUnpacked({ staging, signal }: Attempt): Promise<boolean> {
  try {
    const sums = JSON.parse(fs.readFileSync(path.join(staging.deps, sumsFile), 'utf8')) as Record<string, string>;
    for (const name of libraries)
      if (!sums[name] || (await sha256Of(path.join(staging.deps, 'lib', name), signal)) !== sums[name]) return false;
    return true;
  } catch {
    return false;
  }
}

/** Two files against Node's stable interface, whose headers are a package: one build serves every Node. */
async function buildAddon(attempt: Attempt, compiler: string): Promise<void> {
  const { staging } = attempt;
  const { deps, nodePackage } = staging;
  attempt.meter.begin('addon', 'Building the addon');
  const built = path.join(staging.work, 'tfjs_binding.node');
  const headers = path.join(staging.tree, 'node_modules', 'node-api-headers', 'include');
  await attempt.step(compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[headers, path.join(deps, 'include'), nodePackage].map(p => `-I${p}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map(file => path.join(nodePackage, 'binding', file)),
    `-L${path.join(deps, 'lib')}`,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ...['-ltensorflow', '-ltensorflow_framework', '-o', built],
  ]);
  const folder = path.join(nodePackage, 'lib', 'napi-v8');
  fs.rmSync(path.join(nodePackage, 'lib'), { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.renameSync(built, path.join(folder, 'tfjs_binding.node'));
}
