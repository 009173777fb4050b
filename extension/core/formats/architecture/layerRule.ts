import type { Shape } from '../../../protocol/model';
import type { Config } from './modelGraph';

/** A weight as a layer makes it. */
export interface BuiltWeight {
  name: string;
  shape: number[];
  /** false: kept, and not trained, as a moving mean. */
  isTrainable: boolean;
}
/** What a layer of one class makes of its inputs. Throws ShapeUnknown where its configuration or input does not say. */
export interface LayerRule {
  /** Shapes of its outputs, by those of its inputs: at least one. */
  outputs(inputs: readonly Shape[], config: Config): Shape[];
  /** In the order in which the framework has them; absent: none. */
  weights?(inputs: readonly Shape[], config: Config): BuiltWeight[];
}

/** Nothing can be said of a shape. */
export class ShapeUnknown extends Error {}
export function unknown(): never {
  throw new ShapeUnknown();
}
/** null where nothing can be said. */
export function whereKnown<T>(what: () => T): T | null {
  try {
    return what();
  } catch (error) {
    if (error instanceof ShapeUnknown) return null;
    throw error;
  }
}

/** A size that is known only at run time stays so. */
export type Size = number | null;
export const sizeBy = (size: Size | undefined, by: (size: number) => number): Size =>
  typeof size === 'number' ? whole(by(size)) : null;
export const known = (size: Size | undefined): number => (typeof size === 'number' ? size : unknown());
const whole = (size: number): number => (Number.isSafeInteger(size) && size >= 0 ? size : unknown());

export const product = (sizes: readonly Size[]): Size =>
  sizes.reduce<Size>((all, size) => (all === null || size === null ? null : whole(all * size)), 1);

/** A number of the configuration that has to be there. */
export function count(config: Config, key: string): number {
  const value = config[key];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : unknown();
}
export const isSet = (config: Config, key: string, otherwise: boolean): boolean =>
  typeof config[key] === 'boolean' ? config[key] : otherwise;

/** A size for each of `rank` axes: one number stands for all. */
export function sizes(config: Config, key: string, rank: number, otherwise?: readonly number[]): number[] {
  const value = config[key] ?? otherwise;
  const list = Array.isArray(value) ? (value as unknown[]) : Array<unknown>(rank).fill(value);
  const isRight = list.length === rank && list.every(n => Number.isSafeInteger(n) && (n as number) >= 0);
  return isRight ? (list as number[]) : unknown();
}
export const first = (inputs: readonly Shape[]): Shape => inputs[0] ?? unknown();
export const ofRank = (shape: Shape, rank: number): Shape => (shape.length === rank ? shape : unknown());

/** Where the channels are, and the axes of the picture; the batch is axis 0. */
export function axesOf(config: Config, rank: number): { channels: number; from: number } {
  const isFirst = /first$/i.test(String(config['data_format'] ?? ''));
  return isFirst ? { channels: 1, from: 2 } : { channels: rank + 1, from: 1 };
}
/** `shape` with other sizes of its picture, and other channels where they are given. */
export function withPicture(
  shape: Shape,
  from: number,
  picture: readonly Size[],
  channels?: [axis: number, size: Size],
): Shape {
  const made = shape.slice();
  picture.forEach((size, i) => (made[from + i] = size));
  if (channels) made[channels[0]] = channels[1];
  return made;
}

/** An axis counted from the end, or from the batch. */
export function axisIn(axis: unknown, rank: number): number {
  if (!Number.isSafeInteger(axis)) return unknown();
  const at = (axis as number) < 0 ? (axis as number) + rank : (axis as number);
  return at >= 0 && at < rank ? at : unknown();
}
export const trained = (name: string, shape: readonly number[]): BuiltWeight => ({
  name,
  shape: shape.slice(),
  isTrainable: true,
});
export const kept = (name: string, shape: readonly number[]): BuiltWeight => ({
  name,
  shape: shape.slice(),
  isTrainable: false,
});
export const biasOf = (config: Config, shape: readonly number[]): BuiltWeight[] =>
  isSet(config, 'use_bias', true) ? [trained('bias', shape)] : [];

/** Returns what it is given. */
export const keepsShape: LayerRule = { outputs: inputs => [first(inputs)] };
