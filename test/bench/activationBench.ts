// What the editor waits for when Layerglass starts: evaluating the bundle, then activate() inside VS Code.
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { median, milliseconds, type BenchTable } from './benchTable';

const root = path.join(__dirname, '../..');
const rounds = 5;

/** Milliseconds to evaluate the bundle in a process of its own, with a stand-in for `vscode` that answers everything. */
function evaluate(): number {
  const script = `
    const Module = require('node:module');
    const file = ${JSON.stringify(path.join(root, 'dist/extension.js'))};
    const answer = new Proxy(class {}, {
      get: (target, key) => (key === Symbol.toPrimitive ? () => 0 : key === 'prototype' ? target.prototype : answer),
    });
    const names = require('node:fs').readFileSync(file, 'utf8').matchAll(/\\bvscode\\d*\\.(\\w+)/g);
    const standIn = Object.fromEntries([...names].map(([, name]) => [name, answer]));
    const load = Module._load;
    Module._load = (request, ...rest) => (request === 'vscode' ? standIn : load(request, ...rest));
    const start = performance.now();
    require(file);
    console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}

/** Milliseconds that activate() takes in the real editor: the suite prints them. */
function activate(version: string): number {
  const script = path.join(root, 'test/editor/runHostTests.mjs');
  const output = execFileSync(process.execPath, [script, version, '--grep', 'activation'], { encoding: 'utf8' });
  return Number(/activate\(\) took ([\d.]+) ms/.exec(output)![1]);
}

export async function bench(): Promise<BenchTable[]> {
  const loading = Array.from({ length: rounds }, evaluate);
  const rows: BenchTable['rows'] = [['evaluating dist/extension.js', milliseconds(median(loading)), rounds]];
  let isMet = true;
  for (const version of ['newest', 'oldest']) {
    const times = Array.from({ length: rounds }, () => activate(version));
    isMet &&= median(times) + median(loading) <= 50;
    rows.push([`activate(), ${version} VS Code`, milliseconds(median(times)), rounds]);
  }
  return [
    {
      title: 'Activation',
      columns: ['', 'median', 'rounds'],
      rows,
      goal: 'at most 50 ms, the bundle included',
      isMet,
    },
  ];
}
