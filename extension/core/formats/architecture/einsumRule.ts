import type { Shape } from '../../../protocol/model';
import { first, known, trained, unknown, type LayerRule, type Size } from './layerRule';
import type { Config } from './modelGraph';
import { withLora } from './quantizedWeights';

interface Sizes {
  /** Of each letter, of what goes in and comes out. */
  of: ReadonlyMap<string, Size>;
  kernel: string;
  output: string;
  made: Shape;
  /** Axes that `...` stands for behind the letters. */
  behind: number;
}

/** `abc,cd->abd`, `...x,xy->...y` and `ab...,bc->ac...`; the configuration has the output's sizes without the batch, null: as it goes in. */
function sizesOf(inputs: readonly Shape[], config: Config): Sizes {
  const shape = first(inputs);
  const parts = /^(\.{3})?([a-z]+)(\.{3})?,([a-z]+)->(\.{3})?([a-z]+)(\.{3})?$/i.exec(String(config['equation']));
  const given = config['output_shape'];
  const told = (Array.isArray(given) ? given : [given]) as Size[];
  if (!parts || !told.every(size => size === null || Number.isSafeInteger(size))) return unknown();
  const [, before, input = '', behind, kernel = '', , output = ''] = parts;
  const elided = shape.length - input.length;
  if (elided < 0 || (elided > 0 && !before && !behind)) return unknown();
  // The batch is the first axis that `...` stands for, else the first letter.
  const made = before
    ? [...shape.slice(0, elided), ...told]
    : [shape[0] ?? null, ...told, ...shape.slice(input.length)];
  const [from, to] = before ? [elided, made.length - output.length] : [0, 0];
  if (made.length !== output.length + elided) return unknown();
  const of = new Map([...input].map((letter, i) => [letter, shape[from + i] ?? null]));
  [...output].forEach((letter, i) => {
    // Keras 3 leaves open what the configuration does, Keras 2 does not: it stays unknown.
    if (!of.has(letter)) of.set(letter, made[to + i] ?? null);
  });
  return { of, kernel, output, made, behind: behind ? elided : 0 };
}

/** A kernel between any axes, by the letters of an equation. */
export const einsumDense: LayerRule = withLora({
  outputs: (inputs, config) => [sizesOf(inputs, config).made],
  weights: (inputs, config) => {
    const { of, kernel, output, behind } = sizesOf(inputs, config);
    const sizeOf = (letter: string): number => known(of.get(letter));
    const made = trained('kernel', [...kernel].map(sizeOf));
    const axes = config['bias_axes'];
    if (typeof axes !== 'string' || !axes) return [made];
    const letters = [...output.slice(Math.min(...[...axes].map(letter => output.indexOf(letter))))];
    const bias = letters.map(letter => (axes.includes(letter) ? sizeOf(letter) : 1));
    return [made, trained('bias', [...bias, ...Array<number>(behind).fill(1)])];
  },
});
