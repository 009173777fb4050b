import type { SourceEdit } from '../../../extension/protocol/finding';
import { hasSyntaxErrors, parseSource } from '../parseSource';
import type { SourceLanguage } from '../sourceFacts';
import { addCallback } from './addCallback';
import { divideInputs } from './divideInputs';
import { EditContext, type CallNode } from './editContext';
import { insertLayer } from './insertLayer';
import { Refusal, refuse } from './refusal';
import { removeLayer } from './removeLayer';
import { setArgument } from './setArgument';
import { setLearningRate } from './setLearningRate';
import { applyEdits, composedEdits, orderedEdits, shifted, type TextEdit } from './textEdits';

/** An edit with its site found in the text: the offset of the call's first character. */
export interface LocatedEdit {
  edit: SourceEdit;
  offset: number;
}
/** Text edits in order that do not overlap; or why there are none: one plain sentence without a full stop. */
export type EditPlan = { edits: TextEdit[]; refusal: null } | { edits: null; refusal: string };

/**
 * Turns the edits of a remedy that are of one source text into edits of the text, in the person's own style. The text
 * parses afterwards as it did before. Never throws: what cannot be made without a guess is refused, all of it.
 */
export function planEdits(text: string, language: SourceLanguage, edits: readonly LocatedEdit[]): EditPlan {
  try {
    refuseContradictions(edits);
    const planned = together(text, language, edits) ?? oneByOne(text, language, edits);
    if (planned.every(e => text.slice(e.offset, e.offset + e.length) === e.text)) refuse('it is so already');
    const after = applyEdits(text, planned);
    if (hasSyntaxErrors(parseSource(after, language))) refuse('the edit would leave a syntax error');
    return { edits: planned, refusal: null };
  } catch (error) {
    if (error instanceof Refusal) return { edits: null, refusal: error.message };
    if (error instanceof RangeError) return { edits: null, refusal: 'the file is nested too deep' };
    throw error;
  }
}

/** One call may build several layers, which then want the same. */
function refuseContradictions(edits: readonly LocatedEdit[]): void {
  const wanted = new Map<string, string>();
  for (const { edit, offset } of edits) {
    if (edit.kind !== 'setArgument' && edit.kind !== 'setLearningRate') continue;
    const key = edit.kind === 'setArgument' ? `${offset} ${edit.name}` : String(offset);
    const value = JSON.stringify(edit.kind === 'setArgument' ? edit.value : edit.rate);
    if (wanted.has(key) && wanted.get(key) !== value) refuse('one call builds layers that need different values');
    wanted.set(key, value);
  }
}

/** All edits made to one tree; null where two of them touch. */
function together(text: string, language: SourceLanguage, edits: readonly LocatedEdit[]): TextEdit[] | null {
  const context = new EditContext(text, language);
  const located = edits.map(({ edit, offset }) => ({ edit, call: callFor(context, edit, offset) }));
  const all: TextEdit[] = [];
  const taken: { from: number; to: number }[] = [];
  const seen = new Map<string, true>();
  for (const { edit, call } of located) {
    const made = editsOf(context, edit, call, located);
    const key = JSON.stringify(made);
    if (seen.has(key)) continue;
    seen.set(key, true);
    // edits of one thing may stand beside each other, those of two may not
    if (taken.some(t => made.some(e => e.offset <= t.to && e.offset + e.length >= t.from))) return null;
    taken.push(...made.map(e => ({ from: e.offset, to: e.offset + e.length })));
    all.push(...made);
  }
  return orderedEdits(all);
}

/** Each edit made to the text that the one before left. */
function oneByOne(text: string, language: SourceLanguage, edits: readonly LocatedEdit[]): TextEdit[] {
  let made: TextEdit[] = [];
  const done = new Set<string>();
  for (const { edit, offset } of edits) {
    const key = `${offset} ${JSON.stringify({ ...edit, site: null })}`;
    if (done.has(key)) continue;
    done.add(key);
    if (made.some(e => e.offset <= offset && offset < e.offset + e.length))
      refuse('one of its edits takes the call away');
    const context = new EditContext(applyEdits(text, made), language);
    const call = callFor(context, edit, shifted(offset, made));
    const next = orderedEdits(editsOf(context, edit, call, [])) ?? refuse('its edits overlap');
    made = composedEdits(made, next);
  }
  return made;
}

function editsOf(
  c: EditContext,
  edit: SourceEdit,
  call: CallNode,
  all: readonly { edit: SourceEdit; call: CallNode }[],
): TextEdit[] {
  switch (edit.kind) {
    case 'setArgument': {
      const isAlike = (other: SourceEdit): boolean =>
        other.kind === 'setArgument' &&
        other.name === edit.name &&
        JSON.stringify(other.value) === JSON.stringify(edit.value);
      return setArgument(
        c,
        call,
        edit,
        all.filter(o => isAlike(o.edit)).map(o => o.call),
      );
    }
    case 'setLearningRate':
      return setLearningRate(c, call, edit);
    case 'divideInputs':
      return divideInputs(c, call, edit);
    case 'insertLayer':
      return insertLayer(c, call, edit);
    case 'removeLayer':
      return removeLayer(c, call);
    case 'addCallback':
      return addCallback(c, call, edit);
  }
}

/** What belongs to a compile's call, or a fit's, where a chain has several calls with one beginning. */
const compileNames = new Set(['loss', 'optimizer', 'metrics']);
const fitNames = new Set([
  'epochs',
  'batchSize',
  'callbacks',
  'validationSplit',
  'validationData',
  'shuffle',
  'classWeight',
]);

function callFor(c: EditContext, edit: SourceEdit, offset: number): CallNode {
  const calls = c.callsAt(offset);
  const withRole = (role: ReturnType<EditContext['roleOf']>): CallNode | undefined =>
    calls.find(call => c.roleOf(call) === role);
  const innermost = (): CallNode | undefined => calls[0];
  const found = ((): CallNode | undefined => {
    switch (edit.kind) {
      case 'setArgument':
        if (compileNames.has(edit.name)) return withRole('compile') ?? withRole('layer') ?? innermost();
        if (fitNames.has(edit.name)) return withRole('train') ?? withRole('layer') ?? innermost();
        return withRole('layer') ?? withRole('compile') ?? withRole('train') ?? innermost();
      case 'setLearningRate':
        return (
          withRole('compile') ??
          calls.find(call => c.evaluator.valueOf(call.expression)?.kind === 'optimizer') ??
          innermost()
        );
      case 'divideInputs':
      case 'addCallback':
        return withRole('train');
      case 'insertLayer':
      case 'removeLayer':
        return withRole('layer') ?? innermost();
    }
  })();
  return found ?? refuse('the call is not there any more');
}
