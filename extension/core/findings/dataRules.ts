import { classImbalance } from './classImbalance';
import type { FindingRule } from './findingRule';
import { inputsDoNotMatchModel } from './inputsDoNotMatchModel';
import { inputsNotCentred } from './inputsNotCentred';
import { inputsNotScaled } from './inputsNotScaled';
import { labelsDoNotMatchLoss } from './labelsDoNotMatchLoss';
import { learningRateTooLarge } from './learningRateTooLarge';
import { learningRateTooSmall } from './learningRateTooSmall';
import { logitsForProbabilities } from './logitsForProbabilities';
import { lossNotFalling } from './lossNotFalling';
import { outputCannotReachTargets } from './outputCannotReachTargets';
import { overfitting } from './overfitting';
import { overtraining } from './overtraining';
import { softmaxTwice } from './softmaxTwice';
import { validationOverlapsTraining } from './validationOverlapsTraining';

/** Rules on the data, on how it fits the model and its loss, and on the course of the loss: what is wrong with the data comes first. */
export const dataRules: readonly FindingRule[] = [
  inputsDoNotMatchModel,
  labelsDoNotMatchLoss,
  logitsForProbabilities,
  softmaxTwice,
  outputCannotReachTargets,
  inputsNotScaled,
  inputsNotCentred,
  classImbalance,
  validationOverlapsTraining,
  lossNotFalling,
  learningRateTooLarge,
  learningRateTooSmall,
  overfitting,
  overtraining,
];
