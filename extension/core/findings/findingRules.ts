import { explodingTensor } from './explodingTensor';
import type { FindingRule } from './findingRule';
import { poorInitialization } from './poorInitialization';

/** All rules, in the order in which their findings are listed. */
export const findingRules: readonly FindingRule[] = [explodingTensor, poorInitialization];
