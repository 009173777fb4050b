import type { ModelInfo } from '../../protocol/model';
import type { Finding, FitInfo, Snapshot, StepRecord } from '../../protocol/run';
import type { BadData } from './findingRule';
import { findingRules } from './findingRules';

/** What all rules conclude from a snapshot that they did not conclude from the one before. Buckets are not needed. */
export function evaluateSnapshot(snapshot: Snapshot, model: ModelInfo, previous: Snapshot | null): Finding[] {
  return findingRules.flatMap(rule => rule.evaluateSnapshot?.({ snapshot, model, previous }) ?? []);
}

/** What all rules conclude from a step that they did not conclude from the one before. */
export function evaluateStep(
  step: StepRecord,
  fit: FitInfo,
  previous: StepRecord | null,
  badData: BadData = null,
): Finding[] {
  return findingRules.flatMap(rule => rule.evaluateStep?.({ step, fit, previous, badData }) ?? []);
}
