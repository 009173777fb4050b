// npm run bench [-- name…]: runs test/bench/*Bench.ts and test/panel/*Bench.ts one after the other, prints their tables, keeps them in results.md.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';
import { register as registerImports } from 'tsx/esm/api';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = [here, path.join(here, '../panel')]
  .flatMap(folder => fs.readdirSync(folder).map(f => path.join(folder, f)))
  .filter(f => f.endsWith('Bench.ts') && (!wanted.length || wanted.some(w => path.basename(f).startsWith(w))))
  .sort();
if (spawnSync(process.execPath, ['esbuild.mjs'], { cwd: path.join(here, '../..'), stdio: 'inherit' }).status)
  process.exit(1);
register();
// what is loaded only when it is needed
registerImports();
const require = createRequire(import.meta.url);
const results = path.join(here, 'results.md');
/** Section by title, so that one bench can be run again without losing the others. */
const sections = new Map(
  (fs.existsSync(results) ? fs.readFileSync(results, 'utf8') : '')
    .split(/^## /m)
    .slice(1)
    .map(s => [s.slice(0, s.indexOf('\n')), s.slice(s.indexOf('\n') + 1).trim()]),
);
const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
const machine = `${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()}, Node ${process.version}`;
let isMet = true;
for (const file of files) {
  console.error(`${path.basename(file)} …`);
  const { bench } = require(file);
  for (const table of await bench()) {
    const line = cells => `| ${cells.join(' | ')} |`;
    const day = new Date().toISOString().slice(0, 10);
    const body = [
      line(table.columns),
      line(table.columns.map(() => '---')),
      ...table.rows.map(line),
      '',
      `${table.isMet ? 'Within' : 'NOT within'} the goal: ${table.goal}. ${day}, ${machine}.`,
    ].join('\n');
    console.log(`\n## ${table.title}\n${body}`);
    sections.set(table.title, body);
    isMet &&= table.isMet;
  }
  const text = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, body]) => `## ${title}\n\n${body}\n`);
  fs.writeFileSync(
    results,
    `# Bench results\n\nMade by \`npm run bench\`; each table is one run.\n\n${text.join('\n')}`,
  );
}
process.exit(isMet ? 0 : 1);
