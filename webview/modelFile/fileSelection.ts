import * as v from 'valibot';
import { fileViewNames } from '../../extension/protocol/filePage';
import { initialSelection, selectionSchema } from '../state/selection';

const sort = v.nullable(v.object({ column: v.string(), isDescending: v.boolean() }));

/** All that a person has chosen on the page of a model file: kept when it is hidden or the window reloads. */
export const fileSelectionSchema = v.object({
  ...v.pick(selectionSchema, ['isTable', 'axis', 'height', 'tensorFind', 'tensorName', 'hasOptimizer', 'hasBiases'])
    .entries,
  view: v.picklist(fileViewNames),
  /** By which column the tensors are sorted, flat; null: as in the file, by scopes. */
  tensorSort: sort,
  /** Groups of tensors, and of layers, that were folded or opened by hand, by key. */
  openGroups: v.record(v.string(), v.boolean()),
  /** Damaged tensors whose values are shown all the same. */
  shownAnyway: v.array(v.string()),
  model: v.nullable(v.string()),
  layer: v.nullable(v.string()),
  layerFind: v.string(),
  layerSort: sort,
  layersGroupBy: v.nullable(v.picklist(['block', 'none'])),
  graph: v.nullable(v.string()),
  graphFind: v.string(),
  graphNode: v.nullable(v.number()),
  /** The other file is A, this one B. */
  isSwapped: v.boolean(),
  scrollTops: v.record(v.string(), v.number()),
});
export type FileSelection = v.InferOutput<typeof fileSelectionSchema>;

const { isTable, height, tensorFind, tensorName, hasOptimizer, hasBiases } = initialSelection;
export const initialFileSelection: FileSelection = {
  ...{ isTable, height, tensorFind, tensorName, hasOptimizer, hasBiases },
  axis: 'linear',
  view: 'tensors',
  tensorSort: null,
  openGroups: {},
  shownAnyway: [],
  model: null,
  layer: null,
  layerFind: '',
  layerSort: null,
  layersGroupBy: null,
  graph: null,
  graphFind: '',
  graphNode: null,
  isSwapped: false,
  scrollTops: {},
};

/** The selection that was saved; the initial one where there is none, or one of another release. */
export function restoreFileSelection(saved: unknown): FileSelection {
  const parsed = v.safeParse(fileSelectionSchema, saved);
  return parsed.success ? parsed.output : initialFileSelection;
}
