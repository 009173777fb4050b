// Compiles summaryKernel.as.ts into summaryKernel.generated.ts, which is committed, so that building the extension needs no
// compiler: node build.mjs [--print]. --print: to stdout instead.
import asc from 'assemblyscript/asc';
import * as fs from 'node:fs';

const folder = new URL('./', import.meta.url);

/** Returns the text of summaryKernel.generated.ts for the source as it is now; throws with the compiler's messages. */
async function compileKernel() {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'summaryKernel.as.ts',
      '--outFile',
      'kernel.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '-O3',
      '--noAssert',
      '--initialMemory',
      '15',
    ],
    {
      readFile: name => {
        const file = new URL(name, folder);
        return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
      },
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`AssemblyScript: ${error?.message ?? 'no output'}\n${stderr}`);
  return (
    '// Generated from summaryKernel.as.ts by build.mjs (npm run kernel). Not edited by hand.\n' +
    `export const summaryKernelBase64 =\n  '${Buffer.from(binary).toString('base64')}';\n`
  );
}

const text = await compileKernel();
if (process.argv.includes('--print')) process.stdout.write(text);
else fs.writeFileSync(new URL('summaryKernel.generated.ts', folder), text);
