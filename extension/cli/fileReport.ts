import { axisFor } from '../core/stats/axis';
import { formatBound } from '../core/stats/formatBound';
import { formatFigure } from '../core/stats/formatFigure';
import { rebin } from '../core/stats/rebin';
import type { TensorEntry } from '../protocol/reader';
import { problemsOf, type Inspected } from './fileDocument';
import { fileFindingsReport } from './fileFindingsReport';
import { fileGraphsReport, fileLayersReport } from './fileLayersReport';
import { blocks, paint, plain, plainLine, table, type Terminal } from './terminal';
import { tensorNames } from './tensorNames';

const histogramBins = 20;

/** What a terminal shows of a file: its layers, its graphs, every tensor's figures, findings and problems. */
export function fileReport(terminal: Terminal, { description, summaries, graphs }: Inspected): string {
  const nameOf = tensorNames(description);
  const rows = summaries.tensors.map(({ summary, ...entry }) => [
    plain(nameOf(entry.name)),
    dtypeText(entry),
    entry.shape.join('×'),
    entry.role,
    summary?.buckets && summary.min !== null
      ? blocks(rebin(summary, axisFor([summary], 'symlog', { linearWidth: summary.std || 1, bins: histogramBins })))
      : '',
    ...[summary?.min, summary?.max].map(bound => formatBound(bound, entry.dtype)),
    ...[summary?.mean, summary?.std].map(figure => formatFigure(figure)),
  ]);
  const step = description.step === null ? '' : `, step ${description.step}`;
  const kind = description.checkpoint ? 'checkpoint' : description.format;
  const title = `${kind}: ${rows.length} ${rows.length === 1 ? 'tensor' : 'tensors'}${step}`;
  const heads = ['tensor', 'dtype', 'shape', 'role', 'values', 'min', 'max', 'mean', 'std'];
  const problems = problemsOf(description, summaries).map(
    p => `${paint(terminal, 'yellow', p.code)} ${plainLine(p.message)}${p.where ? ` (${plain(p.where)})` : ''}`,
  );
  const parts = [
    metadataText(description.metadata),
    fileLayersReport(terminal, description),
    fileGraphsReport(terminal, graphs),
    `${paint(terminal, 'bold', title)}\n${table(heads, rows, [5, 6, 7, 8])}`,
    fileFindingsReport(terminal, summaries.findings),
    problems.join('\n'),
  ];
  return `\n${parts.filter(Boolean).join('\n\n')}\n`;
}

/** With the file's own word where values are not stored as what they are: `float32 (Q4_0)`. */
function dtypeText({ dtype, storedDtype, count, bytes }: TensorEntry): string {
  const isPacked = storedDtype !== undefined && dtype === 'float32' && bytes !== 4 * count;
  return isPacked ? `${dtype} (${plain(storedDtype)})` : dtype;
}

const maxMetadata = 12;
const maxMetadataLength = 100;

/** What the file says of itself, the first and shortest of it. */
function metadataText(metadata: Record<string, string>): string {
  const entries = Object.entries(metadata).filter(([, text]) => text.length <= maxMetadataLength);
  const shown = entries.slice(0, maxMetadata).map(([name, text]) => `${plain(name)}: ${plainLine(text)}`);
  const left = Object.keys(metadata).length - shown.length;
  return [...shown, ...(left && shown.length ? [`and ${left} more, with --json`] : [])].join('\n');
}
