/** `length` code units from `offset` on are replaced by `text`. */
export interface TextEdit {
  offset: number;
  length: number;
  text: string;
}

/** Edits of one text in order, without repetitions, those that touch each other made one; null where two overlap. */
export function orderedEdits(edits: readonly TextEdit[]): TextEdit[] | null {
  const ordered: TextEdit[] = [];
  // insertions at one place keep their order, and come before what begins there
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset)) {
    const last = ordered.at(-1);
    if (last && edit.offset < last.offset + last.length) {
      if (isSame(edit, last)) continue;
      return null;
    }
    if (last && edit.offset === last.offset + last.length) {
      ordered[ordered.length - 1] = {
        offset: last.offset,
        length: last.length + edit.length,
        text: last.text + edit.text,
      };
    } else ordered.push(edit);
  }
  return ordered;
}

/** The text after edits in order that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let end = 0;
  for (const edit of edits) {
    result += text.slice(end, edit.offset) + edit.text;
    end = edit.offset + edit.length;
  }
  return result + text.slice(end);
}

export const isSame = (a: TextEdit, b: TextEdit): boolean =>
  a.offset === b.offset && a.length === b.length && a.text === b.text;

/** Where a place of the text is after an edit; what is typed at the place itself pushes it on. */
export function shifted(offset: number, edits: readonly TextEdit[]): number {
  let by = 0;
  for (const { offset: at, length, text } of edits) {
    if (at > offset || (at === offset && length > 0)) break;
    by += text.length - Math.min(length, offset - at);
  }
  return offset + by;
}

/**
 * One list of edits in the place of two: `second` is of the text that `first` leaves. Both in order; the result is of the
 * text before both, in order.
 */
export function composedEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  let composed = [...first];
  // from the end on, so that what stands before is still where it was
  for (const edit of [...second].reverse()) composed = composedOne(composed, edit);
  return composed;
}

function composedOne(first: readonly TextEdit[], edit: TextEdit): TextEdit[] {
  const before: TextEdit[] = [];
  const after: TextEdit[] = [];
  const touched: { edit: TextEdit; start: number }[] = [];
  const end = edit.offset + edit.length;
  let by = 0;
  let byBefore = 0;
  for (const one of first) {
    const start = one.offset + by;
    by += one.text.length - one.length;
    if (start + one.text.length < edit.offset) {
      before.push(one);
      byBefore = by;
    } else if (start > end) after.push(one);
    else touched.push({ edit: one, start });
  }
  if (touched.length === 0) return [...before, { ...edit, offset: edit.offset - byBefore }, ...after];
  // what both have changed becomes one edit, from the first place that either touches to the last
  const [head, tail] = [touched[0]!, touched.at(-1)!];
  const tailEnd = tail.start + tail.edit.text.length;
  const lead = Math.max(0, head.start - edit.offset);
  const rest = Math.max(0, end - tailEnd);
  const offset = head.edit.offset - lead;
  const kept = head.edit.text.slice(0, Math.max(0, edit.offset - head.start));
  const left = tail.edit.text.slice(Math.max(0, tail.edit.text.length - Math.max(0, tailEnd - end)));
  const length = tail.edit.offset + tail.edit.length + rest - offset;
  return [...before, { offset, length, text: kept + edit.text + left }, ...after];
}
