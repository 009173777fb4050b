import type { FileDescription } from '../protocol/reader';

/**
 * The framework's own name of each tensor of a file. A checkpoint puts the model's before it, so that several models, and
 * the optimizer's tensors, can be told apart: with a single model there is no need to.
 */
export function tensorNames({ tensors }: Pick<FileDescription, 'tensors'>): (name: string) => string {
  const models = new Set(tensors.flatMap(t => (t.role === 'weight' && t.model !== null ? [t.model] : [])));
  const [model] = models;
  const prefix = `${model}/`;
  const short = new Map(
    tensors.map(t => [t.name, t.role === 'weight' && t.name.startsWith(prefix) ? t.name.slice(prefix.length) : t.name]),
  );
  const isPlain = models.size === 1 && new Set(short.values()).size === tensors.length;
  return name => (isPlain ? (short.get(name) ?? name) : name);
}
