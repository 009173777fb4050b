import { deadFilters } from './deadFilters';
import { duplicatedLayers } from './duplicatedLayers';
import type { FileRule } from './fileRule';
import { frozenSlots } from './frozenSlots';
import { tensorAllZero } from './tensorAllZero';
import { tensorConstant } from './tensorConstant';
import { tensorNotFinite } from './tensorNotFinite';

/** All rules for files, in the order in which findings of one severity are listed. */
export const fileRules: readonly FileRule[] = [
  ...[tensorNotFinite, tensorAllZero, tensorConstant],
  ...[deadFilters, duplicatedLayers, frozenSlots],
];
