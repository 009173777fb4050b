import ts from 'typescript';
import type { Literal, SourceEdit } from '../../../extension/protocol/finding';
import { bare, wrapped, type CallNode, type EditContext } from './editContext';
import { addConfiguration, configurationOf, spreadOver } from './configuration';
import { calleeText } from './callArguments';
import { propertyOf, removeProperty, replaceValue, setProperty, valueOfProperty } from './objectEdits';
import { refuse } from './refusal';
import { keyText, literalText } from './sourceStyle';
import type { TextEdit } from './textEdits';

export type ArgumentEdit = Extract<SourceEdit, { kind: 'setArgument' }>;

/**
 * Sets or removes a property of a call's configuration. `others`: the calls of the same remedy that are to get the same
 * value: a constant that only they use is edited itself.
 */
export function setArgument(
  c: EditContext,
  call: CallNode,
  { name, value }: ArgumentEdit,
  others: readonly CallNode[],
): TextEdit[] {
  const configuration = configurationOf(c, call);
  const property = `${keyText(name, c.style)}: ${literalText(value, c.style)}`;
  switch (configuration.kind) {
    case 'absent':
      if (value === null) refuse(`\`${name}\` is not set here`);
      return addConfiguration(c, call, property);
    case 'own':
      return change(c, configuration.object, name, value);
    case 'shared': {
      const { object, uses, argument } = configuration;
      const isOfThese = (use: ts.Identifier): boolean => others.some(o => o.arguments?.some(a => a === wrapped(use)));
      if (uses?.every(isOfThese)) return change(c, object, name, value);
      if (value === null) refuse(`\`${c.sourceOf(bare(argument))}\` is used in other places too`);
      return spreadOver(c, argument, property);
    }
    case 'hidden':
      if (value === null) refuse(`the configuration of ${calleeText(c, call)} is made elsewhere`);
      return spreadOver(c, configuration.argument, property);
  }
}

function change(c: EditContext, object: ts.ObjectLiteralExpression, name: string, value: Literal): TextEdit[] {
  if (value === null) return removeProperty(c, object, name);
  return (name === 'loss' ? changeLoss(c, object, value) : null) ?? setProperty(c, object, name, value);
}

/** A loss that is written in a list or by the output's name: there it is exchanged, where it is the only one. */
function changeLoss(c: EditContext, object: ts.ObjectLiteralExpression, value: Literal): TextEdit[] | null {
  const property = propertyOf(c, object, 'loss');
  const written = property && bare(valueOfProperty(property));
  if (!written || !(ts.isArrayLiteralExpression(written) || ts.isObjectLiteralExpression(written))) return null;
  const items: readonly ts.Node[] = ts.isArrayLiteralExpression(written) ? written.elements : written.properties;
  const [only] = items;
  if (!only || items.length > 1) refuse('each output has a loss of its own');
  if (ts.isPropertyAssignment(only)) return replaceValue(c, only.initializer, value);
  return ts.isExpression(only) ? replaceValue(c, only, value) : refuse('the loss is not written out here');
}
