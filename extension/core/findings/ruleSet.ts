import type { Finding, RuleSettings, Severity } from '../../protocol/finding';
import type { DataContext, FindingRule, ProgressContext, SnapshotContext, StepContext } from './findingRule';
import { findingRules } from './findingRules';

interface ActiveRule {
  rule: FindingRule;
  severity: Severity | null;
  limit(name: string): number;
}
const nothing: Finding[] = [];

/** Rules as a person has set them: some off, with severities and limits of their own. */
export class RuleSet {
  private readonly active: ActiveRule[];
  private readonly ofSteps: ActiveRule[];

  constructor(settings: RuleSettings = {}, rules: readonly FindingRule[] = findingRules) {
    this.active = rules.flatMap(rule => {
      const setting = settings[rule.id];
      const severity = severityOf(typeof setting === 'object' ? setting.severity : setting);
      if (severity === 'off') return [];
      const own = typeof setting === 'object' ? setting : {};
      return [{ rule, severity, limit: (name: string) => limitOf(rule, own, name) }];
    });
    this.ofSteps = this.active.filter(({ rule }) => rule.evaluateStep);
  }

  data(context: Omit<DataContext, 'limit'>): Finding[] {
    return this.each((rule, limit) => rule.evaluateData?.({ ...context, limit }));
  }
  /** Buckets are not needed. */
  snapshot(context: Omit<SnapshotContext, 'limit'>): Finding[] {
    return this.each((rule, limit) => rule.evaluateSnapshot?.({ ...context, limit }));
  }
  /** On the training's path: it makes nothing where there is nothing to say. `context.limit` is set here, rule by rule. */
  step(context: Omit<StepContext, 'limit'>): Finding[] {
    let found = nothing;
    const own = context as StepContext;
    for (const active of this.ofSteps) {
      own.limit = active.limit;
      const findings = active.rule.evaluateStep!(own);
      if (findings.length) found = [...found, ...withSeverity(findings, active.severity)];
    }
    return found;
  }
  progress(context: Omit<ProgressContext, 'limit'>): Finding[] {
    return this.each((rule, limit) => rule.evaluateProgress?.({ ...context, limit }));
  }

  private each(ask: (rule: FindingRule, limit: (name: string) => number) => Finding[] | undefined): Finding[] {
    return this.active.flatMap(({ rule, severity, limit }) => {
      return withSeverity(ask(rule, limit) ?? nothing, severity);
    });
  }
}

const withSeverity = (findings: Finding[], severity: Severity | null): Finding[] =>
  severity ? findings.map(f => ({ ...f, severity })) : findings;

/** null: as the rule has it. A word that nobody knows is no setting. */
function severityOf(setting: unknown): Severity | 'off' | null {
  const known = ['off', 'error', 'warning', 'info'] as const;
  return known.find(s => s === setting) ?? null;
}

function limitOf(rule: FindingRule, own: Record<string, unknown>, name: string): number {
  const limit = rule.limits[name];
  if (!limit) throw new Error(`${rule.id} has no limit ${name}`);
  const set = own[name];
  return typeof set === 'number' && Number.isFinite(set) ? set : limit.default;
}
