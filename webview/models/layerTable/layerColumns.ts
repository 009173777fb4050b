import { variablesModelName, type ModelInfo } from '../../../extension/protocol/model';
import type { TensorFacet } from '../../../extension/protocol/summary';
import type { Column } from '../cell';
import { frozenOf, isBuilt, leavesOf } from './layerCost';
import { smallModel } from './layerTree';
import type { LayersPage } from './layerTableInput';

/** Whether the work of its layers is known, at least of some. */
const isWorkKnown = (model: ModelInfo): boolean => model.layers.some(l => l.multiplyAdds !== null);

const layer: Column = { key: 'layer', head: 'layer', isSortable: true };
const output: Column = { key: 'output', head: 'output', isNumber: true, isSortable: true, hideBelow: 560 };
const work: Column = {
  key: 'work',
  head: 'mult-adds',
  title: 'multiplications of its weights with values, for one example',
  isNumber: true,
  isSortable: true,
  hideBelow: 860,
};
const health: Column = { key: 'health', head: 'health', isSortable: true };
const line: Column = { key: 'line', head: 'line', hideBelow: 860 };
const params: Column = { key: 'params', head: 'params', isNumber: true, isSortable: true };

export interface ColumnsInput {
  model: ModelInfo;
  facet: TensorFacet;
  page: LayersPage;
  hasBiases: boolean;
  batch: number;
}

/** The columns of the layer table; those that nothing is known for are left out. */
export function layerColumns(input: ColumnsInput): Column[] {
  return input.page === 'table' && input.model.name !== variablesModelName
    ? costColumns(input)
    : distributionColumns(input);
}

function distributionColumns({ model, facet }: ColumnsInput): Column[] {
  const isBefore = facet === 'preActivations';
  const isDeep = model.layers.length > smallModel && isWorkKnown(model);
  const zero: Column = {
    key: 'zero',
    head: isBefore ? 'zero after' : 'zero',
    title: isBefore ? 'share of exact zeros after the activation function' : 'share of exact zeros',
    isNumber: true,
    isSortable: true,
    hideBelow: 560,
  };
  const hasBuild = isBuilt(model);
  const arithmetic: Column = {
    key: 'arithmetic',
    head: 'arithmetic',
    isNumber: true,
    isCode: true,
    hideBelow: 560,
  };
  return [
    layer,
    ...(hasBuild ? [output, arithmetic] : []),
    params,
    ...(isDeep ? [work] : []),
    { key: 'shape', head: 'shape', isPainted: true, title: 'each on its own scale', width: '128px' },
    { key: 'std', head: 'std', isNumber: true, isSortable: true, hideBelow: 560 },
    ...(isDeep || !hasBuild ? [] : [zero]),
    ...(hasBuild ? [health, line] : []),
  ];
}

function costColumns({ model, hasBiases, batch }: ColumnsInput): Column[] {
  const word = hasBiases ? 'params' : 'weights';
  const isFrozen = leavesOf(model).some(l => frozenOf(l) > 0);
  const share = (key: string, head: string): Column => ({
    key,
    head,
    isPainted: true,
    isSortable: true,
    width: '128px',
    hideBelow: 860,
  });
  return [
    layer,
    output,
    { key: 'arithmetic', head: 'arithmetic', isNumber: true, isCode: true, hideBelow: 560 },
    { ...params, head: word },
    ...(hasBiases ? [] : [{ ...params, key: 'biases', head: 'biases', hideBelow: 560 as const }]),
    ...(isFrozen ? [{ ...params, key: 'frozen', head: 'frozen', title: 'not trained', hideBelow: 560 as const }] : []),
    share('share', `share of ${word}`),
    ...(isWorkKnown(model) ? [{ ...work, hideBelow: 560 as const }, share('workShare', 'share of mult-adds')] : []),
    {
      key: 'memory',
      head: 'activations',
      title: `what it returns for a batch of ${batch}, as float32`,
      isNumber: true,
      isSortable: true,
      hideBelow: 560,
    },
    health,
  ];
}
