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
  /** Callers of the place, in the person's own files. */
  callers: { site: Site; name: string }[];
}

/** The problems that have a place, one for each rule and place: a loop builds several layers with one call. */
export function problemsOf({ findings, error }: RunProblems): SiteProblem[] {
  const problems: SiteProblem[] = [];
  const seen = new Map<string, SiteProblem>();
  for (const { site, severity, rule, message } of findings) {
    if (!site) continue;
    const key = `${rule} ${site.file}:${site.line}:${site.column}`;
    if (seen.has(key)) continue;
    const problem = { site, severity, code: plainText(rule, 60), message: plainText(message, 1000), callers: [] };
    seen.set(key, problem);
    problems.push(problem);
  }
  if (error?.site)
    problems.push({
      site: error.site,
      severity: 'error',
      code: plainText(error.code, 60),
      message: [error.message, error.remedy]
        .filter(Boolean)
        .map(t => plainText(t, 2000))
        .join('\n'),
      callers: error.stack
        .filter(f => f.line !== error.site!.line || f.file !== error.site!.file)
        .map(f => ({ site: { file: f.file, line: f.line, column: f.column }, name: plainText(f.function, 100) })),
    });
  return problems;
}
