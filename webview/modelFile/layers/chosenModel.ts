import type { FileModel } from '../../../extension/protocol/reader';
import type { FileContext } from '../fileContext';

/** The model that is chosen, else the first; null where the file tells of none. */
export function modelOf({ store }: FileContext): FileModel | null {
  const models = store.data.description?.models ?? [];
  return models.find(m => m.name === store.selection.model) ?? models[0] ?? null;
}
