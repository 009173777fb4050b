import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Attempt } from './attempt';
import type { Tool } from './nativeTools';

/**
 * tfjs-node's own install script, the one script of all packages that is run: it downloads a library and an addon, or builds
 * the addon. It has no checksums and does not go on with what it had: each attempt begins it anew. Throws LayerglassError.
 */
export async function installByScript(attempt: Attempt, [npm, ...first]: Tool): Promise<void> {
  const { staging } = attempt;
  attempt.meter.begin('script', 'Running the install script of tfjs-node');
  for (const folder of [staging.deps, path.join(staging.nodePackage, 'lib')])
    fs.rmSync(folder, { recursive: true, force: true });
  await attempt.download(
    npm,
    [...first, 'rebuild', '@tensorflow/tfjs-node', '--ignore-scripts=false', '--foreground-scripts', '--no-audit'],
    [staging.deps, path.join(staging.nodePackage, 'build'), attempt.temporary],
    staging.tree,
  );
}
