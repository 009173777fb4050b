import type { FileProblem } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';

/** A model's configuration is some megabytes at most. */
export const maxConfigBytes = 2 ** 26;
const maxDepth = 32;
const maxLayers = 100_000;

/** What a JSON text holds; null where it is none, and a problem says so. */
export function parsedConfig(text: string, name: string, problems: FileProblem[]): unknown {
  try {
    if (text.length > maxConfigBytes) throw new Error(`it has ${text.length} characters`);
    return JSON.parse(text);
  } catch (error) {
    addProblem(problems, 'bad-json', `It is no JSON: ${(error as Error).message}.`, name);
    return null;
  }
}

/** A member of what may be anything. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A layer as a model's configuration has it. */
export interface ConfiguredLayer {
  name: string;
  className: string;
  config: unknown;
}

/**
 * Layers by the group of a weights file that has theirs, `/layers/dense_1`, in the order of the model; Keras calls groups by
 * classes, not by names: https://github.com/keras-team/keras/blob/master/keras/src/saving/saving_lib.py,
 * `_save_container_state`.
 */
export function layerGroups(model: unknown): Map<string, ConfiguredLayer> {
  const groups = new Map<string, ConfiguredLayer>();
  const visit = (config: unknown, path: string, depth: number): void => {
    const layers = member(config, 'layers');
    if (!Array.isArray(layers) || depth > maxDepth) return;
    const taken = new Map<string, number>();
    for (const layer of layers) {
      const className = textOf(member(layer, 'class_name'));
      const own = member(layer, 'config');
      if (className === null || groups.size >= maxLayers) continue;
      const word = groupName(className);
      const before = taken.get(word);
      taken.set(word, before === undefined ? 0 : before + 1);
      const group = `${path}/layers/${before === undefined ? word : `${word}_${before + 1}`}`;
      const name = textOf(member(own, 'name')) ?? textOf(member(layer, 'name')) ?? word;
      groups.set(group, { name, className, config: own });
      visit(own, group, depth + 1);
    }
  };
  visit(member(model, 'config'), '', 0);
  return groups;
}

/** Names of the layers within each nested model, by the name of the layer that the nested model is. */
export function nestedLayers(groups: ReadonlyMap<string, ConfiguredLayer>): Map<string, Set<string>> {
  const nested = new Map<string, Set<string>>();
  for (const [group, { name }] of groups) {
    const [, list, first, ...within] = group.split('/');
    const outer = groups.get(`/${list}/${first}`)?.name;
    if (within.length === 0 || outer === undefined) continue;
    const names = nested.get(outer) ?? new Set();
    nested.set(outer, names.add(name));
  }
  return nested;
}

/** `BatchNormalization` → `batch_normalization`, `Conv2D` → `conv2d`: `to_snake_case` of Keras. */
const groupName = (className: string): string =>
  className
    .replace(/^.*>/, '')
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** What a model was compiled with, in short. */
export function trainingFacts(training: unknown): Record<string, string> {
  const optimizer = member(training, 'optimizer') ?? member(training, 'optimizer_config');
  const facts = { optimizer: shortName(optimizer), loss: shortName(member(training, 'loss')) };
  return Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== null));
}

const maxShown = 200;

/** A name, or of what is configured its class; of several theirs. */
function shortName(value: unknown): string | null {
  if (typeof value === 'string') return value.slice(0, maxShown);
  const className = textOf(member(value, 'class_name'));
  if (className === 'function') return textOf(member(value, 'config'));
  if (className !== null) return className.replace(/^.*>/, '').slice(0, maxShown);
  if (typeof value !== 'object' || value === null) return null;
  const names = Object.values(value).map(one =>
    typeof one === 'object' ? textOf(member(one, 'class_name')) : textOf(one),
  );
  return (
    names
      .filter(name => name !== null)
      .join(', ')
      .slice(0, maxShown) || null
  );
}
