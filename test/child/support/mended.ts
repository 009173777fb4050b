import assert from 'node:assert/strict';
import type { Remedy } from '../../../extension/protocol/finding';
import { planEdits } from '../../../language/analysis/edits/planEdits';
import { applyEdits } from '../../../language/analysis/edits/textEdits';

/** The text of a TypeScript program after a quick fix. */
export function mended(text: string, { label, edits }: Remedy): string {
  const lines = text.split('\n');
  const offsetOf = ({ line, column }: { line: number; column: number }): number =>
    lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, column - 1);
  const located = edits.map(edit => ({ edit, offset: offsetOf(edit.site) }));
  const plan = planEdits(text, 'typescript', located);
  assert.ok(plan.edits, `${label}: ${plan.refusal}`);
  return applyEdits(text, plan.edits);
}
