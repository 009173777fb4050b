import * as path from 'node:path';
import { axisFor } from '../core/stats/axis';
import { formatFigure, groupThousands } from '../core/stats/formatFigure';
import { rebin } from '../core/stats/rebin';
import type { ModelInfo } from '../protocol/model';
import type { LayerSnapshot, Snapshot } from '../protocol/run';
import type { RunState } from '../protocol/runState';
import type { Summary } from '../protocol/summary';
import { formatDuration } from '../protocol/timeLeft';
import { blocks, paint, plain, table, type Terminal } from './terminal';

const histogramBins = 20;
const epochRows = 20;
const integer = (n: number): string => n.toLocaleString('en-US');

/** What a layer is judged by: what it computes before its activation, else after it, else its largest weight. */
function mainSummary(layer: LayerSnapshot | undefined): Summary | null {
  return (
    layer?.preActivations[0] ??
    layer?.activations[0] ??
    Object.values(layer?.weights ?? {}).sort((a, b) => b.count - a.count)[0] ??
    null
  );
}

function shapeOf(summary: Summary | null): string {
  if (!summary?.buckets || summary.min === null) return '';
  return blocks(rebin(summary, axisFor([summary], 'symlog', { linearWidth: summary.std || 1, bins: histogramBins })));
}

function modelTable(terminal: Terminal, state: RunState, model: ModelInfo, snapshot: Snapshot | undefined): string {
  const rows = model.layers.map(layer => {
    const figures = snapshot?.layers.find(l => l.name === layer.name);
    const main = mainSummary(figures);
    const after = figures?.activations[0] ?? null;
    const labels = state.findings.filter(f => f.model === model.name && f.layer === layer.name).map(f => f.label);
    return [
      plain('  '.repeat(layer.depth) + layer.name),
      layer.className,
      layer.outputShape
        ?.slice(1)
        .map(d => d ?? '?')
        .join('×') ?? '',
      groupThousands(layer.arithmetic) || integer(layer.parameters),
      shapeOf(main),
      main?.std == null ? '' : formatFigure(main.std),
      after?.count ? `${Math.round((100 * after.zeros) / after.count)} %` : '',
      labels.join(', ') || (layer.parameters && main ? 'ok' : ''),
    ];
  });
  const moment = !snapshot ? '' : snapshot.step === 0 ? ', before training' : `, step ${integer(snapshot.step)}`;
  const title = `${plain(model.name)}: ${integer(model.parameters)} parameters${moment}`;
  const heads = ['layer', 'class', 'output', 'params', 'shape', 'std', 'zero after', 'health'];
  return paint(terminal, 'bold', title) + '\n' + table(heads, rows, [2, 3, 5, 6]);
}

function epochTable(state: RunState): string {
  const epochs = state.epochs.slice(-epochRows);
  const metrics = [...new Set(epochs.flatMap(e => Object.keys(e.metrics)))];
  const hasFits = state.fits.length > 1;
  const rows = epochs.map(e => [
    ...(hasFits ? [String(e.fit)] : []),
    String(e.epoch),
    integer(e.step),
    ...metrics.map(m => (e.metrics[m] == null ? 'NaN' : formatFigure(e.metrics[m]))),
    formatDuration(e.seconds),
  ]);
  const heads = [...(hasFits ? ['fit'] : []), 'epoch', 'step', ...metrics, 'time'];
  const skipped = state.epochs.length - epochs.length;
  const note = skipped ? `… ${integer(skipped)} epochs before\n` : '';
  return (
    note +
    table(
      heads,
      rows,
      heads.map((_, i) => i),
    )
  );
}

/**
 * What a person reads when a run or an inspection has ended; empty where there is nothing to tell.
 * @param snapshots with buckets; the last one of each model is shown
 */
export function runReport(terminal: Terminal, state: RunState, snapshots: readonly Snapshot[]): string {
  const parts: string[] = [];
  for (const model of state.models)
    parts.push(
      modelTable(
        terminal,
        state,
        model,
        snapshots.findLast(s => s.model === model.name),
      ),
    );
  if (state.epochs.length) parts.push(epochTable(state));
  if (state.findings.length)
    parts.push(
      state.findings
        .map(f => {
          const place = f.site ? ` (${plain(f.site.file)}:${f.site.line})` : '';
          const colour = f.severity === 'error' ? 'red' : f.severity === 'warning' ? 'yellow' : 'dim';
          return `${paint(terminal, colour, f.severity)} ${plain(f.layer ?? f.model ?? '')}${place}: ${plain(f.message)}`;
        })
        .join('\n'),
    );
  const kept = state.checkpoints.filter(c => !c.dropped).length;
  const { backend, resumedFrom } = state;
  const last = [
    resumedFrom ? `goes on from run ${plain(path.basename(resumedFrom.run))}, step ${integer(resumedFrom.step)}` : '',
    backend ? `backend: ${backend.name} ${backend.version}, ${backend.reason}` : '',
    ...state.notices.map(n => plain(n.message)),
    kept ? `${integer(kept)} ${kept === 1 ? 'checkpoint' : 'checkpoints'}` : '',
  ].filter(Boolean);
  parts.push(last.join('\n'));
  const text = parts.filter(Boolean).join('\n\n');
  return text && `\n${text}\n`;
}
