import type { SourceEdit } from '../../../../../extension/protocol/finding';
import type { SourceLanguage } from '../../../../../language/analysis/sourceFacts';
import { planEdits, type LocatedEdit } from '../../../../../language/analysis/edits/planEdits';
import { applyEdits } from '../../../../../language/analysis/edits/textEdits';

const site = { file: 'train.ts', line: 1, column: 1 };
type Omitted<T> = T extends unknown ? Omit<T, 'site'> : never;
export type Edit = Omitted<SourceEdit>;

/** The text after the edits at its marks `@`, which are taken out; `refused: …` where they cannot be made. */
export function planned(
  marked: string,
  edits: Edit | readonly Edit[],
  language: SourceLanguage = 'typescript',
): string {
  const parts = marked.split('@@');
  const text = parts.join('');
  const offsets = parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('').length);
  const list = Array.isArray(edits) ? (edits as readonly Edit[]) : offsets.map(() => edits as Edit);
  const located: LocatedEdit[] = list.map((edit, i) => ({
    edit: { ...edit, site } as SourceEdit,
    offset: offsets[Math.min(i, offsets.length - 1)]!,
  }));
  const plan = planEdits(text, language, located);
  return plan.edits ? applyEdits(text, plan.edits) : `refused: ${plan.refusal}`;
}

/** A file that imports TensorFlow.js as most do, with this in it. */
export const program = (body: string): string => `import * as tf from '@tensorflow/tfjs';\n${body}`;
/** As `planned`, of a file that imports TensorFlow.js; without that line. */
export const inProgram = (body: string, edits: Edit | readonly Edit[], language?: SourceLanguage): string =>
  planned(program(body), edits, language).replace(program(''), '');

export const set = (name: string, value: string | number | boolean | null): Edit => ({
  kind: 'setArgument',
  name,
  value,
});
