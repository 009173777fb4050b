import * as esbuild from 'esbuild';
import * as path from 'node:path';

/** Builds the reader from the sources as they are now, whatever is in dist. Returns what went into it. */
export async function buildReader(entry: string): Promise<string[]> {
  const { metafile } = await esbuild.build({
    entryPoints: [path.join(__dirname, '../../../../extension/child/reader/reader.ts')],
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', outfile: entry, logLevel: 'error' },
    mainFields: ['module', 'main'],
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}
