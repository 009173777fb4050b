import * as fs from 'node:fs';
import * as path from 'node:path';
import { meantPlace } from '../core/formats/tensorflow/checkpointPlace';
import { readManifest } from '../core/runs/manifestFile';
import { manifestName } from '../core/runs/runPaths';
import { programExtensions } from '../engine/checkProgram';
import { runTarget } from '../engine/resumeTarget';
import type { LayerInfo } from '../protocol/model';
import type { FileDescription } from '../protocol/reader';
import type { CliCommand } from './cliArguments';
import { jsonText } from './exactNumbers';
import { fileDocument } from './fileDocument';
import { fileReport } from './fileReport';
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
    const description = await reader.request('describe', { path: place }, request);
    const summaries = await reader.request('summaries', { path: place, names: null }, request);
    const isText = !options.json;
    const graphs = isText && description.hasGraphs ? await reader.request('graphs', { path: place }, request) : [];
    return () => {
      const document = { description, summaries, graphs, layers: layersOf(place, description) };
      if (options.json) out.write(jsonText(fileDocument(document, options.histograms)) + '\n');
      else out.write(fileReport(out, document));
    };
  });
}

/** A checkpoint's run knows the layers of its models better than its files do. */
function layersOf(place: string, { models }: FileDescription): LayerInfo[] | null {
  const own = models.length ? models.flatMap(model => model.layers) : null;
  const { runFolder, choice } = runTarget(place);
  if (choice === 'last') return own;
  try {
    return readManifest(runFolder).manifest.models.flatMap(model => model.layers);
  } catch {
    return own;
  }
}
