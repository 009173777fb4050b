import { convolutionRules } from './convolutionRules';
import { einsumDense } from './einsumRule';
import { keras1Rules } from './keras1Weights';
import { type LayerRule } from './layerRule';
import { mergeRules } from './mergeRules';
import type { LayerNode } from './modelGraph';
import { normalizationRules } from './normalizationRules';
import { plainRules } from './plainRules';
import { poolingRules } from './poolingRules';
import { preprocessingRules } from './preprocessingRules';
import { recurrentRules } from './recurrentRules';

const rules = new Map<string, LayerRule>(
  [
    plainRules,
    convolutionRules,
    poolingRules,
    mergeRules,
    normalizationRules,
    recurrentRules,
    preprocessingRules,
    { EinsumDense: einsumDense },
    keras1Rules,
  ].flatMap(own => Object.entries(own)),
);

/** What is known of a layer's class; null of operations, and of classes that are the person's own. */
export const ruleOf = ({ className, isOperation, isOwn }: LayerNode): LayerRule | null =>
  isOperation || isOwn ? null : (rules.get(className) ?? null);
