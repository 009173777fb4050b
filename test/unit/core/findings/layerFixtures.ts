import assert from 'node:assert/strict';
import { maxMessageLength } from '../../../../extension/core/findings/findingText';
import type { FindingRule, SnapshotContext } from '../../../../extension/core/findings/findingRule';
import type { Finding, RuleSettings } from '../../../../extension/protocol/finding';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import type { FitInfo, LayerSnapshot, Snapshot } from '../../../../extension/protocol/run';
import type { Summary } from '../../../../extension/protocol/summary';
import { fitInfo, modelInfo } from '../runs/runFixtures';
import { figures, layerOf, snapshotFindings, snapshotOf } from './findingFixtures';

/** Where a layer is made: each on a line of its own. */
export const lineOf = (name: string) => ({ file: 'train.ts', line: name.charCodeAt(0), column: 10 });
export const onLines = (layers: LayerInfo[]): LayerInfo[] => layers.map(l => ({ ...l, site: lineOf(l.name) }));

export const compileSite = { file: 'train.ts', line: 200, column: 3 };
/** Compiled with sgd at a rate of 0.1. */
export const compiled = (layers: LayerInfo[], change: Partial<ModelInfo> = {}): ModelInfo => ({
  ...modelInfo('net', onLines(layers)),
  ...{ optimizer: 'SGD', learningRate: 0.1, compileSite },
  ...change,
});

export const zeros = (count = 1000): Summary => figures(0, { count, zeros: count, min: 0, max: 0 });
export const constant = (value: number, count = 1000): Summary =>
  figures(0, { count, mean: value, min: value, max: value, zeros: value === 0 ? count : 0 });

/** A snapshot of layers by name. */
export const at = (step: number, layers: Record<string, Partial<LayerSnapshot>>, change: Partial<Snapshot> = {}) =>
  snapshotOf(
    Object.entries(layers).map(([name, parts]) => layerOf(name, parts)),
    { step, epoch: step / 5, ...change },
  );

/** What a rule concludes; every text is as short and as whole as it has to be. */
export function conclude(
  rule: FindingRule,
  snapshot: Snapshot,
  model: ModelInfo,
  known: Partial<SnapshotContext> = {},
  settings: RuleSettings = {},
): Finding[] {
  const findings = snapshotFindings(rule, snapshot, model, { fit: fitOf(), ...known }, settings);
  for (const f of findings) assertWhole(f);
  return findings;
}
export const fitOf = (change: Partial<FitInfo> = {}): FitInfo => ({ ...fitInfo(0, 'net'), ...change });

/** Short message; meaning and advice are one plain sentence each; a label; evidence of figures. */
export function assertWhole(finding: Finding): void {
  const { message, meaning, advice, label, evidence, remedies } = finding;
  assert.ok(message.length > 0 && message.length <= maxMessageLength, message);
  assert.ok(label.length > 0 && label.length <= 30, label);
  for (const text of [meaning, advice]) assert.match(text, /^[A-Z`a-z].*\.$/s, `"${text}"`);
  for (const text of [message, label, meaning, advice])
    assert.doesNotMatch(
      text,
      finding.rule === 'exploding-tensor' ? /undefined|null|–/ : /undefined|NaN|null|–/,
      `"${text}" of ${finding.rule}`,
    );
  assert.ok(
    Object.values(evidence).some(v => typeof v === 'number'),
    'evidence has figures',
  );
  for (const remedy of remedies) assert.ok(remedy.edits.length > 0 && /^[A-Z]/.test(remedy.label));
}
export const layersOf = (findings: Finding[]) => findings.map(f => f.layer);
