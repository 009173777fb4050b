import { exactHistogram } from '../core/stats/exactHistogram';
import { mapSummaries } from '../core/stats/layerTensors';
import type { Snapshot } from '../protocol/run';
import type { RunState } from '../protocol/runState';
import type { Summary } from '../protocol/summary';

/** A summary as CLI.md lays it down: counts, not shares; `null` where there is no figure. */
export function summaryDocument(summary: Summary, hasHistograms: boolean): object {
  const { buckets, ...figures } = summary;
  return hasHistograms && buckets ? { ...figures, histogram: exactHistogram(summary, 64) } : figures;
}

/**
 * The JSON document of `train`, `inspect <program>` and `inspect <run folder>`.
 * @param snapshots in the order of their steps, with buckets where histograms are wanted
 */
export function runDocument(
  state: RunState,
  snapshots: readonly Snapshot[],
  options: { hasRun: boolean; histograms: boolean },
): object {
  const { error } = state;
  return {
    ...(options.hasRun ? { run: state.path } : {}),
    status: state.status,
    ...(error ? { error: { ...error, where: placeOf(error.site) } } : {}),
    resumedFrom: state.resumedFrom && { run: state.resumedFrom.run, step: state.resumedFrom.step },
    backend: state.backend,
    fits: state.fits,
    models: state.models,
    epochs: state.epochs,
    snapshots: snapshots.map(s => ({
      ...s,
      layers: s.layers.map(l => mapSummaries(l, summary => summaryDocument(summary, options.histograms))),
    })),
    checkpoints: state.checkpoints.filter(c => !c.dropped),
    findings: state.findings,
    notices: state.notices,
  };
}

/** `train.ts:12:5`, or the empty string. */
export function placeOf(site: { file: string; line: number; column: number } | null): string {
  return site ? `${site.file}:${site.line}:${site.column}` : '';
}
