import { restoreSummary } from '../../extension/core/stats/keptSummary';
import { axisFor, type Axis } from '../../extension/core/stats/axis';
import {
  candidateWord,
  firstLossFigure,
  firstLossText,
  type CandidateTone,
} from '../../extension/core/stats/candidateWord';
import { formatFigure } from '../../extension/core/stats/formatFigure';
import type { InitializerComparison } from '../../extension/protocol/initializers';
import { isEnded } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import type { Summary } from '../../extension/protocol/summary';
import { comparisonSecondsLeft, formatDuration } from '../../extension/protocol/timeLeft';
import { strong, type Answer } from '../models/answer';
import { maxStackedRows } from '../models/depthGroups';
import type { Column, Row } from '../models/cell';

/** A candidate as it is drawn. */
export interface CandidateColumn {
  id: string;
  isBest: boolean;
  /** What it does, in a word and a figure: `grows ×5,277`, `fits, within ×1.7`. */
  word: string;
  tone: CandidateTone;
  loss: string;
  /** Beside the names of all layers; null where a layer has none. */
  summaries: (Summary | null)[];
}
/** All candidates of a model on one scale. */
export interface CandidatePicture {
  /** Layers, in the model's order. */
  layers: string[];
  columns: CandidateColumn[];
  /** Those to come included: their place is kept. */
  total: number;
  axis: Axis;
}

const bins = 72;
/** Values up to here are drawn as they are, larger ones by their logarithm. */
const linearWidth = 0.1;
/** Without histograms the axis may show far smaller ones: a fan that closes is to be seen. */
const leastDeepWidth = 1e-8;
/** What lies beyond is drawn at the edge: one candidate that explodes would hide the others. */
const greatestShown = 1e6;

export function candidatePicture(comparison: InitializerComparison): CandidatePicture {
  const shown = new Set(comparison.runs.flatMap(r => r.layers.map(l => l.name)));
  const layers = comparison.layers.map(l => l.name).filter(name => shown.has(name));
  const columns = comparison.runs.map((run): CandidateColumn => {
    const byName = new Map(run.layers.map(l => [l.name, l.summary]));
    return {
      id: run.id,
      isBest: comparison.verdict?.best === run.id,
      ...candidateWord(run),
      loss: firstLossText(run),
      summaries: layers.map(name => {
        const kept = byName.get(name);
        return kept ? restoreSummary(kept) : null;
      }),
    };
  });
  const all = columns.flatMap(c => c.summaries).filter(s => s !== null);
  const total = Math.max(comparison.total, columns.length);
  return { layers, columns, total, axis: axisOf(all, layers.length > maxStackedRows) };
}

function axisOf(summaries: readonly Summary[], isDeep: boolean): Axis {
  const spreads = summaries.map(s => s.std ?? 0).filter(std => std > 0);
  const width = isDeep ? Math.max(leastDeepWidth, Math.min(linearWidth, ...spreads)) : linearWidth;
  const axis = axisFor(summaries, 'symlog', { linearWidth: width, bins });
  const end = Math.min(axis.max, greatestShown);
  return { ...axis, min: -end, max: end };
}

/** The answer; while candidates run, how far it is and how long it takes still. */
export function comparisonAnswer(comparison: InitializerComparison, run: RunState): Answer {
  const { verdict, runs, total } = comparison;
  if (verdict) return [strong(verdict.strong), verdict.sentence];
  if (isEnded(run.status)) return [strong('Not finished'), `: ${runs.length} of ${total} candidates were tried.`];
  const left = comparisonSecondsLeft(comparison);
  const time = left === null ? '' : `, ${formatDuration(Math.max(1, left))} left`;
  return [strong(`Candidate ${Math.min(total, runs.length + 1)} of ${total}`), `${time} …`];
}

/** `32 examples · before training · 0.4 s`. */
export function comparisonFacts({ probed, seconds }: InitializerComparison): string {
  const examples = `${probed} ${probed === 1 ? 'example' : 'examples'}`;
  const time = seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
  return [examples, 'before training', time].join(' · ');
}

/** What was left as it is, and what has to be known beside; empty where there is nothing. */
export function comparisonNotes({ layers, note, runs }: InitializerComparison): string {
  const reasons = new Map<string, string[]>();
  for (const { name, kept } of layers) if (kept !== null) reasons.set(kept, [...(reasons.get(kept) ?? []), name]);
  const left = [...reasons].map(([reason, names]) => {
    const named = names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
    return `Left as ${names.length === 1 ? 'it is' : 'they are'}: ${named} (${reason}).`;
  });
  const failed = runs.filter(r => r.status === 'failed').map(r => `${r.id} failed: ${r.error ?? ''}.`);
  return [...left, ...failed, runs.length ? note : null].filter(Boolean).join(' ');
}

export const candidateColumns: Column[] = [
  { key: 'name', head: 'candidate, layer' },
  { key: 'initializer', head: 'initializer', hideBelow: 560 },
  { key: 'std', head: 'std', isNumber: true },
  { key: 'min', head: 'min', isNumber: true, hideBelow: 560 },
  { key: 'max', head: 'max', isNumber: true, hideBelow: 560 },
  { key: 'loss', head: 'first loss', isNumber: true },
  { key: 'word', head: 'verdict' },
];

/** A row for each candidate, under it one for each layer. */
export function candidateRows(comparison: InitializerComparison): Row[] {
  return comparison.runs.flatMap((run): Row[] => {
    const { word, tone } = candidateWord(run);
    const isBest = comparison.verdict?.best === run.id;
    const icon = tone === 'plain' ? undefined : { name: tone === 'good' ? 'pass' : 'warning', tone };
    return [
      {
        key: run.id,
        isGroupStart: true,
        cells: {
          name: { text: run.id, ...(isBest && { tag: 'best' }) },
          loss: firstLossFigure(run),
          word: { text: word, ...(icon && { icon }) },
        },
      },
      ...run.layers.map(({ name, summary }) => ({
        key: `${run.id}\n${name}`,
        level: 1,
        cells: {
          name: { text: `\u2003${name}`, isMuted: true },
          initializer: run.settings[name] ?? 'as it is',
          std: formatFigure(summary.std),
          min: formatFigure(summary.min),
          max: formatFigure(summary.max),
        },
      })),
    ];
  });
}
