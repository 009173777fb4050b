// From Train Model to the first step, against `node` that runs the same bundle with the same TensorFlow.js.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bundleProgram } from '../../extension/engine/bundleProgram';
import { median, milliseconds, type BenchTable } from './benchTable';

const root = path.join(__dirname, '../..');
const program = path.join(__dirname, 'programs/firstStep.ts');
const rounds = 7;

/** Milliseconds until the program says that its first step is done. */
function untilFirstStep(args: string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    let found = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk;
      if (!found && text.includes('first step')) found = performance.now() - start;
    });
    child.on('close', () => (found ? resolve(found) : reject(new Error('no first step'))));
  });
}

export async function bench(): Promise<BenchTable[]> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-bench-'));
  try {
    // beside the project's node_modules, so that plain node finds TensorFlow.js
    fs.mkdirSync(path.join(root, 'test/output'), { recursive: true });
    const folder = fs.mkdtempSync(path.join(root, 'test/output/bench-'));
    try {
      const { fileName, text } = await bundleProgram({ program, folder: path.dirname(program) });
      const bundle = path.join(folder, fileName);
      fs.writeFileSync(bundle, text);
      const cli = ['train', program, '--backend', 'wasm', '--runs', temporary, '--no-progress'];
      const ours: number[] = [];
      const plain: number[] = [];
      for (let i = 0; i < rounds; i++) {
        plain.push(await untilFirstStep([bundle]));
        ours.push(await untilFirstStep([path.join(root, 'dist/cli.js'), ...cli]));
      }
      const more = median(ours) - median(plain);
      return [
        {
          title: 'From Train Model to the first step',
          columns: ['', 'median', 'rounds'],
          rows: [
            ['node, the bundle alone', milliseconds(median(plain)), rounds],
            ['layerglass train: bundle, backend, snapshot, first step', milliseconds(median(ours)), rounds],
            ['more', milliseconds(more), ''],
          ],
          goal: 'at most 1,500 ms more',
          isMet: more <= 1500,
        },
      ];
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}
