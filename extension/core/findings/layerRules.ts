import { allZeros } from './allZeros';
import { deadUnits } from './deadUnits';
import { dilationIgnored } from './dilationIgnored';
import { explodingGradients } from './explodingGradients';
import { explodingTensor } from './explodingTensor';
import type { FindingRule } from './findingRule';
import { frozenInOptimizer } from './frozenInOptimizer';
import { misplacedNormalization } from './misplacedNormalization';
import { missingActivation } from './missingActivation';
import { overConfidentLogits } from './overConfidentLogits';
import { poorInitialization } from './poorInitialization';
import { saturatedActivations } from './saturatedActivations';
import { unchangedTensors } from './unchangedTensors';
import { uniformLogits } from './uniformLogits';
import { updateRatio } from './updateRatio';
import { vanishingGradients } from './vanishingGradients';

/** Rules on the layers of a model and their figures: causes before what follows from them. */
export const layerRules: readonly FindingRule[] = [
  explodingTensor,
  poorInitialization,
  allZeros,
  missingActivation,
  misplacedNormalization,
  dilationIgnored,
  frozenInOptimizer,
  overConfidentLogits,
  uniformLogits,
  deadUnits,
  saturatedActivations,
  vanishingGradients,
  explodingGradients,
  updateRatio,
  unchangedTensors,
];
