import { axisFor } from '../core/stats/axis';
import { candidateWord, firstLossFigure, firstLossText } from '../core/stats/candidateWord';
import { formatFigure, formatGrowth } from '../core/stats/formatFigure';
import { restoreSummary } from '../core/stats/keptSummary';
import { rebin } from '../core/stats/rebin';
import type { CandidateRun, InitializerComparison } from '../protocol/initializers';
import type { RunState } from '../protocol/runState';
import { blocks, paint, plain, table, type Terminal } from './terminal';

const bins = 41;
/** Linear up to here, logarithmic beyond, as in the panel. */
const linearWidth = 0.1;
const greatestShown = 1e6;
/** Deeper networks have the table alone. */
const maxShownLayers = 16;

/** What a person reads when initializers have been compared: each candidate's layers on one scale, the table, the answer. */
export function initializersReport(terminal: Terminal, state: RunState): string {
  const parts = state.initializers.map(comparison => comparisonText(terminal, comparison));
  if (!parts.length && !state.error) parts.push('No model was found to compare initializers on.');
  const { backend } = state;
  const last = [
    backend ? `backend: ${backend.name} ${backend.version}, ${backend.reason}` : '',
    ...state.notices.map(n => plain(n.message)),
  ].filter(Boolean);
  parts.push(last.join('\n'));
  const text = parts.filter(Boolean).join('\n\n');
  return text && `\n${text}\n`;
}

function comparisonText(terminal: Terminal, comparison: InitializerComparison): string {
  const { model, runs, layers, verdict, note } = comparison;
  const title = paint(terminal, 'bold', `${plain(model)}: initializers, before training`);
  const left = layers.filter(l => l.kept !== null).map(l => `${plain(l.name)} stays as it is: ${plain(l.kept!)}`);
  const answer = verdict ? paint(terminal, 'bold', plain(verdict.strong)) + plain(verdict.sentence) : '';
  const remedy = verdict?.remedy;
  const places = [...new Set(remedy?.edits.map(e => `${e.site.file}:${e.site.line}`))];
  const shown = layers.length <= maxShownLayers ? shapes(terminal, comparison) : [];
  return [
    title,
    ...shown,
    runs.length ? summaryTable(comparison) : '',
    [...left, runs.length && note ? plain(note) : ''].filter(Boolean).join('\n'),
    runs.length < comparison.total ? `${runs.length} of ${comparison.total} candidates were tried.` : '',
    [answer, remedy ? `${plain(remedy.label)} (${plain(places.join(', '))})` : ''].filter(Boolean).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A block of lines for each candidate: a histogram for each layer, all on one scale. */
function shapes(terminal: Terminal, { runs, verdict }: InitializerComparison): string[] {
  const summaries = new Map(runs.flatMap(r => r.layers).map(l => [l, restoreSummary(l.summary)]));
  const whole = axisFor([...summaries.values()], 'symlog', { linearWidth, bins });
  const end = Math.min(whole.max, greatestShown);
  const axis = { ...whole, min: -end, max: end };
  const width = Math.max(0, ...runs.flatMap(r => r.layers.map(l => plain(l.name).length)));
  return runs.map(run => {
    const isBest = verdict?.best === run.id;
    const words = [candidateWord(run).word, firstLossText(run), run.error ? plain(run.error) : ''].filter(Boolean);
    const head = paint(terminal, 'bold', run.id) + (isBest ? paint(terminal, 'green', '  ← best') : '');
    const lines = run.layers.map(layer => {
      const summary = summaries.get(layer)!;
      const shape = summary.buckets ? blocks(rebin(summary, axis)) : '';
      const std = broken(layer.summary) ? 'NaN, ∞' : formatFigure(summary.std, 2);
      return `  ${plain(layer.name).padEnd(width)}  │${shape.padEnd(bins)}│ ${std.padStart(9)}`;
    });
    return [`${head}  ${paint(terminal, 'dim', words.join(' · '))}`, ...lines].join('\n');
  });
}
const broken = ({ nan, posInf, negInf }: CandidateRun['layers'][number]['summary']): boolean =>
  nan + posInf + negInf > 0;

function summaryTable({ runs, verdict }: InitializerComparison): string {
  const rows = runs.map(run => [
    run.id,
    formatGrowth(run.ratio),
    formatGrowth(run.change),
    firstLossFigure(run),
    candidateWord(run).word,
    verdict?.best === run.id ? 'best' : '',
  ]);
  return table(
    ['candidate', 'largest std over smallest', 'last over first', 'first loss', 'verdict', ''],
    rows,
    [1, 2, 3],
  );
}
