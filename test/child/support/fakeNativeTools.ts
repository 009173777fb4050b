import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nativeRecipe, wheelHere } from '../../../extension/engine/native/nativeRecipe';

/** What the fake pip fetches: its sum is put into the recipe in the place of the real one's. */
export const wheelBytes = Buffer.from('a wheel '.repeat(4096));
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Makes this process expect the fake wheel. Returns what undoes it. */
export function expectFakeWheel(): () => void {
  const key = `${process.platform}-${process.arch}`;
  const real = wheelHere();
  if (real) nativeRecipe.wheels[key] = { ...real, sha256: sha256(wheelBytes), sizeBytes: wheelBytes.length };
  return () => {
    nativeRecipe.wheels[key] = real;
  };
}

/** A tfjs-node in plain JavaScript that passes for a native one; ./lib/napi-v8/tfjs_binding.node says how it behaves. */
const packageSource = `
const fs = require('fs');
const addon = fs.readFileSync(__dirname + '/lib/napi-v8/tfjs_binding.node', 'utf8');
if (addon === 'SIGILL') process.kill(process.pid, 'SIGILL');
if (addon !== 'works') throw new Error(addon);
try {
  const tfjs = require('@tensorflow/tfjs');
  tfjs.registerBackend('tensorflow', () => tfjs.findBackend('cpu'));
  for (const kernel of tfjs.getKernelsForBackend('cpu')) tfjs.registerKernel({ ...kernel, backendName: 'tensorflow' });
} catch {}
exports.getBackend = () => 'tensorflow';
exports.backend = () => ({ binding: { TF_Version: '2.15.1-fake' } });
exports.matMul = () => ({ dataSync: () => [11] });
exports.ones = () => ({});
exports.layers = { conv2d() {}, flatten() {}, dense() {} };
exports.sequential = () => ({ compile() {}, fit: async () => ({ history: { loss: [1] } }) });
`;

/** What each fake tool does; it is a script of Node, so that nothing of the system is needed. */
const toolSource = (folder: string): string => `
const fs = require('fs'), path = require('path');
const tool = path.basename(process.argv[1]), args = process.argv.slice(2), text = args.join(' ');
const plan = JSON.parse(fs.readFileSync(${JSON.stringify(path.join(folder, 'plan.json'))}, 'utf8'));
const isAsked = /--version|sys.version_info/.test(text) && !/download/.test(text);
const step = tool === 'npm' ? args[0] : tool === 'c++' ? 'compile' : /download/.test(text) ? 'download' : 'unpack';
const pause = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const write = (file, content) => { fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, content); };
const after = name => args[args.indexOf(name) + 1];
if (isAsked) process.exit(0);
fs.appendFileSync(${JSON.stringify(path.join(folder, 'calls.txt'))}, step + '\\n');
if (plan.fails?.[step]) { console.error(plan.fails[step]); process.exit(1); }
const tfjs = 'node_modules/@tensorflow/tfjs-node/';
const finish = {
  ci() {
    write('node_modules/node-api-headers/include/node_api.h', '');
    write(tfjs + 'package.json', JSON.stringify({ name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'index.js',
      binary: { module_name: 'tfjs_binding', module_path: './lib/napi-v{napi_build_version}', napi_versions: [8] } }));
    write(tfjs + 'index.js', ${JSON.stringify(packageSource)});
  },
  rebuild() { write(tfjs + 'deps/lib/libtensorflow.so', 'l'); write(tfjs + 'lib/napi-v8/tfjs_binding.node', plan.addon ?? 'works'); },
  download() {
    const part = path.join(process.env.TMPDIR, 'pip-unpack-x', 'w.whl');
    const bytes = fs.readFileSync(${JSON.stringify(path.join(folder, 'wheel'))});
    for (let i = 1; i <= 4; i++) { write(part, bytes.subarray(0, bytes.length * i / 4)); pause((plan.pauseMs ?? 0) / 4); }
    fs.mkdirSync(after('--dest'), { recursive: true });
    fs.renameSync(part, path.join(after('--dest'), 'tensorflow.whl'));
  },
  unpack() {
    const [wheel, deps, sums, ...names] = args.slice(2);
    const digest = bytes => require('crypto').createHash('sha256').update(bytes).digest('hex');
    for (const name of names) write(path.join(deps, 'lib', name), name);
    write(path.join(deps, sums), JSON.stringify(Object.fromEntries(names.map(n => [n, digest(n)]))));
  },
  compile() { write(after('-o'), plan.addon ?? 'works'); },
};
pause((plan.pauseMs ?? 0) / 2);
finish[step]();
pause((plan.pauseMs ?? 0) / 2);
`;

export interface FakePlan {
  /** What a step prints before it fails. */
  fails?: Partial<Record<'ci' | 'rebuild' | 'download' | 'unpack' | 'compile', string>>;
  /** How the addon behaves: `works`, `SIGILL`, or the message of the error that loading it throws. */
  addon?: string;
  /** How long each step takes. */
  pauseMs?: number;
}

/** Programs of our own in the place of npm, Python with pip, and the compiler. */
export class FakeNativeTools {
  readonly path: string;
  constructor(
    readonly folder: string,
    names: readonly string[] = ['npm', 'python3', 'c++'],
  ) {
    this.path = path.join(folder, 'bin');
    fs.mkdirSync(this.path, { recursive: true });
    fs.writeFileSync(path.join(folder, 'wheel'), wheelBytes);
    this.set({});
    for (const name of names)
      fs.writeFileSync(path.join(this.path, name), `#!${process.execPath}\n${toolSource(folder)}`, { mode: 0o755 });
  }
  set(plan: FakePlan): void {
    fs.writeFileSync(path.join(this.folder, 'plan.json'), JSON.stringify(plan));
  }
  setWheel(bytes: Buffer): void {
    fs.writeFileSync(path.join(this.folder, 'wheel'), bytes);
  }
  /** The steps that were run since it was last asked. */
  takeCalls(): string[] {
    const file = path.join(this.folder, 'calls.txt');
    const calls = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    fs.rmSync(file, { force: true });
    return calls;
  }
}
