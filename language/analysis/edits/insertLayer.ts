import ts from 'typescript';
import type { SourceEdit } from '../../../extension/protocol/finding';
import type { CallNode, EditContext } from './editContext';
import { placeOfLayer } from './layerPlace';
import { endOfTrailingComments, indentAt, insertItem, insertion, listOf } from './listEdits';
import { objectText } from './sourceStyle';
import { layersName } from './tensorflowNames';
import type { TextEdit } from './textEdits';

/** Puts a layer of TensorFlow.js after the one that a call builds, as the program puts its own. */
export function insertLayer(
  c: EditContext,
  call: CallNode,
  { layer, arguments: config }: Extract<SourceEdit, { kind: 'insertLayer' }>,
): TextEdit[] {
  const { place } = placeOfLayer(c, call);
  const layers = layersName(c, call);
  const source = `${layers.text}.${layer}(${objectText(config, c.style)})`;
  if (place.kind === 'listed')
    return [...layers.edits, ...insertItem(c.file, listOf(c.file, place.list), place.index, source, c.style)];
  if (place.kind === 'applied') {
    // casts stay outside: they are about the tensor that the variable holds
    const { apply } = place;
    return [...layers.edits, insertion(apply.getStart(c.file), `${source}.apply(`), insertion(apply.getEnd(), ')')];
  }
  const { statement, add } = place;
  const end = statement.getEnd();
  const semicolon = c.text[end - 1] === ';' ? ';' : '';
  const line = `${c.sourceOf(add.expression)}(${source})${semicolon}`;
  const start = statement.getStart(c.file);
  if (isBody(statement)) return [...layers.edits, insertion(start, '{ '), insertion(end, ` ${line} }`)];
  const isAlone = /^[ \t]*(\r|\n|\/\/|\/\*|$)/.test(c.text.slice(end));
  const after = isAlone ? endOfTrailingComments(c.text, end) : end;
  const between = isAlone ? c.style.lineEnd + indentAt(c.text, start) : semicolon ? ' ' : '; ';
  return [...layers.edits, insertion(after, between + line)];
}

/** True for the one statement that an `if` or a loop has without braces. */
const isBody = ({ parent }: ts.Statement): boolean =>
  !ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent) && !ts.isModuleBlock(parent);
