// Compiles the kernels, *Kernel.as.ts, into *.generated.ts, which are committed, so that building the extension
// needs no compiler: node build.mjs [--print name]. --print: that one to stdout instead.
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';

const folder = new URL('./', import.meta.url);
/** With the 64 KiB pages of memory that each needs. */
const kernels = { summaryKernel: 31, unitKernel: 15, comparisonKernel: 70 };

/** Returns the text of <name>.generated.ts for the source as it is now; throws with the compiler's messages. */
async function compileKernel(name) {
  let binary;
  const sources = new Map();
  const { error, stderr } = await asc.main(
    [
      `${name}.as.ts`,
      '--outFile',
      'kernel.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '-O3',
      '--noAssert',
      '--initialMemory',
      String(kernels[name]),
    ],
    {
      readFile: name => {
        const file = new URL(name, folder);
        if (!fs.existsSync(file)) return null;
        const text = fs.readFileSync(file, 'utf8');
        sources.set(name, text);
        return text;
      },
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`AssemblyScript: ${error?.message ?? 'no output'}\n${stderr}`);
  const source = createHash('sha256');
  for (const name of [...sources.keys()].sort()) source.update(sources.get(name));
  return (
    `// Generated from ${name}.as.ts by build.mjs (npm run kernel). Not edited by hand.\n` +
    `// SHA-256 of its source: ${source.digest('hex')}\n` +
    `export const ${name}Base64 =\n  '${Buffer.from(binary).toString('base64')}';\n`
  );
}

const at = process.argv.indexOf('--print');
if (at >= 0) process.stdout.write(await compileKernel(process.argv[at + 1] ?? 'summaryKernel'));
else
  for (const name of Object.keys(kernels))
    fs.writeFileSync(new URL(`${name}.generated.ts`, folder), await compileKernel(name));
