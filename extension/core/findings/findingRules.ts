import { dataRules } from './dataRules';
import type { FindingRule } from './findingRule';
import { layerRules } from './layerRules';

/** All rules, in the order in which their findings are listed. */
export const findingRules: readonly FindingRule[] = [...layerRules, ...dataRules];
