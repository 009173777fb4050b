import type { Finding } from '../../protocol/finding';
import type { FindingRule } from './findingRule';

/** What every finding says for itself; the rest has defaults. */
type Said = Pick<Finding, 'label' | 'message' | 'meaning' | 'advice' | 'evidence'>;

/** A finding of a rule, with its severity and without a place, where nothing else is given. */
export const newFinding = (rule: Pick<FindingRule, 'id' | 'severity'>, said: Said & Partial<Finding>): Finding => ({
  rule: rule.id,
  severity: rule.severity,
  fit: null,
  model: null,
  layer: null,
  step: null,
  site: null,
  related: [],
  remedies: [],
  ...said,
});
