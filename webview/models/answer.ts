/** A sentence in which some parts carry the figure that matters and stand in bold. */
export type Answer = readonly (string | { strong: string })[];

/** The sentence as plain text: what a screen reader reads for a chart. */
export const answerText = (answer: Answer): string =>
  answer.map(part => (typeof part === 'string' ? part : part.strong)).join('');

/** A part in bold. */
export const strong = (text: string): { strong: string } => ({ strong: text });
