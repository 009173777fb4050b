import * as path from 'node:path';
import { isInside } from '../core/runs/containedPath';
import { severities, type Finding, type Severity } from '../protocol/finding';
import type { Site } from '../protocol/model';
import { paint, plain, type Terminal } from './terminal';

export const severityColours = { error: 'red', warning: 'yellow', info: 'dim' } as const satisfies Record<
  Severity,
  string
>;

/** What sites and the program are relative to, and what is shown where a finding has no site. */
export interface ReportPlaces {
  /** Absolute; null where it is not known. */
  folder: string | null;
  program: string;
  /** Absolute: paths below it are shown relative to it, so that a terminal can open them. */
  here: string;
}

/**
 * Findings as people and build logs read them, by place: a line `file:line:column severity rule message` each, what it means
 * and what to do below it, and a summary at the end.
 */
export function findingsReport(
  terminal: Terminal,
  findings: readonly Finding[],
  suppressedCount: number,
  places: ReportPlaces,
): string {
  const lines = [...findings].sort(byPlace).flatMap(finding => {
    const { severity, rule, message, meaning, advice, related, model, layer, site } = finding;
    const owner = layer ?? model;
    const head = [
      placeText(site, places),
      paint(terminal, severityColours[severity], severity),
      paint(terminal, 'bold', plain(rule)),
      plain(message) + (owner ? paint(terminal, 'dim', ` (${plain(owner)})`) : ''),
    ].join(' ');
    const below = [meaning, advice].filter(Boolean).map(plain);
    const others = related.map(r => paint(terminal, 'dim', `${placeText(r.site, places)} ${plain(r.message)}`));
    return [head, ...[...below, ...others].map(text => `    ${text}`)];
  });
  return [...lines, summary(findings, suppressedCount)].join('\n') + '\n';
}

/** `3 findings: 1 error, 2 warnings; 1 more is switched off by a comment`. */
function summary(findings: readonly Finding[], suppressedCount: number): string {
  const parts = severities.flatMap(severity => {
    const count = findings.filter(f => f.severity === severity).length;
    const word = severity === 'info' ? 'info' : count === 1 ? severity : `${severity}s`;
    return count ? [`${count} ${word}`] : [];
  });
  const total = findings.length === 1 ? '1 finding' : `${findings.length || 'no'} findings`;
  const more = suppressedCount === 1 ? '1 more is' : `${suppressedCount} more are`;
  const switchedOff = suppressedCount
    ? `; ${more} switched off by ${suppressedCount === 1 ? 'a comment' : 'comments'}`
    : '';
  return total + (parts.length ? `: ${parts.join(', ')}` : '') + switchedOff;
}

function placeText(site: Site | null, { folder, program, here }: ReportPlaces): string {
  const file = site?.file ?? program;
  const absolute = folder === null ? null : path.resolve(folder, file);
  const shown = absolute !== null && isInside(here, absolute) ? path.relative(here, absolute) : file;
  // build servers take lines that begin with :: or ## for commands
  return plain(/^[:#]/.test(shown) ? `./${shown}` : shown) + (site ? `:${site.line}:${site.column}` : '');
}

/** Findings of the whole model or fit, without a site, come last. */
function byPlace({ site: a }: Finding, { site: b }: Finding): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
}
