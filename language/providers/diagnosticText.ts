import type { Finding } from '../../extension/protocol/finding';
import type { RunError } from '../../extension/protocol/run';
import type { Site } from '../../extension/protocol/model';
import { plainText } from '../../extension/core/text/plainText';

/** What a run has to say of its source. */
export interface RunProblems {
  findings: readonly Finding[];
  error: RunError | null;
}
/** A problem at a place of the source, before that place is looked up. */
export interface SiteProblem {
  site: Site;
  severity: Finding['severity'];
  code: string;
  message: string;
  /** Other places that have to do with it, in the person's own files. */
  related: { site: Site; message: string }[];
  /** The argument of a compile's or fit's call that is wrong, where it is one. */
  argument: string | null;
  /** What it says; several where one call built several layers. Empty for a failure. */
  findings: readonly Finding[];
}

/** The problems that have a place, one for each rule and place: a loop builds several layers with one call. */
export function problemsOf({ findings, error }: RunProblems): SiteProblem[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.site) continue;
    const { file, line, column } = finding.site;
    const key = `${finding.rule} ${file}:${line}:${column}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const problems = [...groups.values()].map(problemOf);
  if (error?.site)
    problems.push({
      site: error.site,
      severity: 'error',
      code: plainText(error.code, 60),
      message: [error.message, error.remedy]
        .filter(Boolean)
        .map(t => plainText(t, 2000))
        .join('\n'),
      related: error.stack
        .filter(f => f.line !== error.site!.line || f.file !== error.site!.file)
        .map(f => ({
          site: { file: f.file, line: f.line, column: f.column },
          message: f.function ? `called from ${plainText(f.function, 100)}` : 'called from here',
        })),
      argument: null,
      findings: [],
    });
  return problems;
}

function problemOf(findings: readonly Finding[]): SiteProblem {
  const [first] = findings as [Finding, ...Finding[]];
  const others = findings.length - 1;
  return {
    site: first.site!,
    severity: first.severity,
    code: plainText(first.rule, 60),
    message: plainText(first.message, 1000) + (others > 0 ? ` (and ${others} more built here)` : ''),
    related: first.related.map(({ site, message }) => ({ site, message: plainText(message, 300) })),
    argument: argumentOf(first),
    findings,
  };
}

/** The argument that the best remedy sets at the finding's own place. */
function argumentOf({ site, remedies }: Finding): string | null {
  const own = remedies[0]?.edits.filter(e => JSON.stringify(e.site) === JSON.stringify(site)) ?? [];
  const [edit] = own;
  if (own.length !== 1 || !edit) return null;
  if (edit.kind === 'setLearningRate') return 'optimizer';
  return edit.kind === 'setArgument' ? edit.name : null;
}
