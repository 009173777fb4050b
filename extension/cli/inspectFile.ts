import * as fs from 'node:fs';
import * as path from 'node:path';
import { meantPlace } from '../core/formats/tensorflow/checkpointPlace';
import { manifestName } from '../core/runs/runPaths';
import { programExtensions } from '../engine/checkProgram';
import type { LayerInfo } from '../protocol/model';
import type { FileDescription } from '../protocol/reader';
import type { CliCommand } from './cliArguments';
import { terminalOf } from './terminal';
import { withReader } from './withReader';

/** Whether a path names a file or folder of weights, and neither a program nor a run. */
export function isModelFile(target: string): boolean {
  const place = meantPlace(path.resolve(target));
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  // Whether it is a model its first bytes say, not its name: a program is told by its own.
  if (!stat?.isDirectory()) return stat !== undefined && !programExtensions.includes(path.extname(place).toLowerCase());
  // a folder that is neither is told so by who opens it
  return !fs.existsSync(path.join(place, manifestName));
}

/** `inspect <checkpoint>`: the figures of each tensor. Returns the exit code; throws LayerglassError. */
export function inspectFile({ target, options }: Extract<CliCommand, { name: 'inspect' | 'train' }>): Promise<number> {
  const out = terminalOf(process.stdout);
  const place = path.resolve(target);
  return withReader('reading', options, async (reader, request) => {
    const describing = reader.request('describe', { path: place }, request);
    // while the reader starts
    const loading = import('./inspectedText');
    const description = await describing;
    const summaries = await reader.request('summaries', { path: place, names: null }, request);
    const isText = !options.json;
    const graphs = isText && description.hasGraphs ? await reader.request('graphs', { path: place }, request) : [];
    const inspected = { description, summaries, graphs, layers: await layersOf(place, description) };
    const { inspectedText } = await loading;
    return () => out.write(inspectedText(out, inspected, options));
  });
}

async function layersOf(place: string, { models, checkpoint }: FileDescription): Promise<LayerInfo[] | null> {
  const own = models.length ? models.flatMap(model => model.layers) : null;
  if (!checkpoint) return own;
  // A checkpoint's run knows the layers of its models better than its files do.
  const { checkpointLayers } = await import('./checkpointLayers');
  return checkpointLayers(place) ?? own;
}
