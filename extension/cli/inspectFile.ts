import * as fs from 'node:fs';
import * as path from 'node:path';
import { isCheckpointFolder, meantPlace } from '../core/formats/tensorflow/checkpointPlace';
import { isLogDirectory } from '../core/logs/findLogRuns';
import { readManifest } from '../core/runs/manifestFile';
import { checkpointFileName, manifestName } from '../core/runs/runPaths';
import { axisFor } from '../core/stats/axis';
import { formatFigure } from '../core/stats/formatFigure';
import { rebin } from '../core/stats/rebin';
import type { LayerInfo } from '../protocol/model';
import type { FileDescription, FileGraph, ReaderResults } from '../protocol/reader';
import type { CliCommand } from './cliArguments';
import { programExtensions } from '../engine/checkProgram';
import { runTarget } from '../engine/resumeTarget';
import { exactNumber, jsonText } from './exactNumbers';
import { fileFindingsReport } from './fileFindingsReport';
import { fileGraphsReport, fileLayersReport } from './fileLayersReport';
import { summaryDocument } from './runDocument';
import { blocks, paint, plain, plainLine, table, terminalOf, type Terminal } from './terminal';
import { tensorNames } from './tensorNames';
import { withReader } from './withReader';

type Summaries = ReaderResults['summaries'];

/** Whether a path names a file or folder of weights, and neither a program nor a run. */
export function isModelFile(target: string): boolean {
  const place = meantPlace(path.resolve(target));
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  // Whether it is a model its first bytes say, not its name: a program is told by its own.
  if (!stat?.isDirectory()) return stat !== undefined && !programExtensions.includes(path.extname(place).toLowerCase());
  const has = (name: string): boolean => fs.existsSync(path.join(target, name));
  return (
    !has(manifestName) &&
    (has(checkpointFileName) || has('model.json') || isCheckpointFolder(place) || isLogDirectory(place))
  );
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

interface Inspected {
  description: FileDescription;
  summaries: Summaries;
  /** For the report only. */
  graphs: FileGraph[];
  /** null where nothing says of what layers the weights are. */
  layers: LayerInfo[] | null;
}

/** As CLI.md lays it down for model files. */
export function fileDocument(
  { description, summaries, layers }: Omit<Inspected, 'graphs'>,
  hasHistograms: boolean,
): object {
  const nameOf = tensorNames(description);
  return {
    format: formatOf(description),
    tensors: summaries.tensors.map(({ name, dtype, storedDtype, shape, count, role, summary, exact }) => ({
      ...{ name: nameOf(name), dtype },
      ...(storedDtype !== undefined && { storedDtype }),
      shape,
      ...(summary ? summaryDocument(summary, hasHistograms) : noFigures(count)),
      ...(exact && { min: exactNumber(exact.min), max: exactNumber(exact.max) }),
      role,
    })),
    ...(layers && { layers: layers.map(({ site: _site, via: _via, ...layer }) => layer) }),
    step: description.step,
    metadata: description.metadata,
    findings: summaries.findings.map(finding => ({ ...finding, tensors: finding.tensors.map(nameOf) })),
    problems: problemsOf(description, summaries),
  };
}

/** A checkpoint is folders that plain TensorFlow.js loads, with more beside. */
const formatOf = ({ format, checkpoint }: FileDescription): string => (checkpoint ? 'tfjs-layers' : format);

const noFigures = (count: number): object => ({
  count,
  ...{ min: null, max: null, mean: null, std: null },
  ...{ zeros: null, nan: null, posInf: null, negInf: null },
});

function problemsOf(description: FileDescription, summaries: Summaries): FileDescription['problems'] {
  const all = [...description.problems, ...summaries.problems];
  return [...new Map(all.map(p => [`${p.code} ${p.where}`, p])).values()];
}

const histogramBins = 20;

function fileReport(terminal: Terminal, { description, summaries, graphs }: Inspected): string {
  const nameOf = tensorNames(description);
  const rows = summaries.tensors.map(({ name, dtype, shape, role, summary }) => [
    plain(nameOf(name)),
    dtype,
    shape.join('×'),
    role,
    summary?.buckets && summary.min !== null
      ? blocks(rebin(summary, axisFor([summary], 'symlog', { linearWidth: summary.std || 1, bins: histogramBins })))
      : '',
    ...[summary?.min, summary?.max, summary?.mean, summary?.std].map(figure => formatFigure(figure)),
  ]);
  const step = description.step === null ? '' : `, step ${description.step}`;
  const kind = description.checkpoint ? 'checkpoint' : description.format;
  const title = `${kind}: ${rows.length} ${rows.length === 1 ? 'tensor' : 'tensors'}${step}`;
  const heads = ['tensor', 'dtype', 'shape', 'role', 'values', 'min', 'max', 'mean', 'std'];
  const problems = problemsOf(description, summaries).map(
    p => `${paint(terminal, 'yellow', p.code)} ${plainLine(p.message)}${p.where ? ` (${plain(p.where)})` : ''}`,
  );
  const parts = [
    fileLayersReport(terminal, description.models),
    fileGraphsReport(terminal, graphs),
    `${paint(terminal, 'bold', title)}\n${table(heads, rows, [5, 6, 7, 8])}`,
    fileFindingsReport(terminal, summaries.findings),
    problems.join('\n'),
  ];
  return `\n${parts.filter(Boolean).join('\n\n')}\n`;
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
