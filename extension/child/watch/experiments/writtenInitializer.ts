import type { InitializerName } from '../../../protocol/initializers';

export interface InitializerLike {
  apply(shape: number[], dtype?: string): unknown;
  getClassName?(): string;
  getConfig?(): Record<string, unknown>;
}

/** A field of a layer that holds an initializer; null for anything else. */
export function initializerIn(layer: object, field: string): InitializerLike | null {
  const value: unknown = Object.getOwnPropertyDescriptor(layer, field)?.value;
  return typeof value === 'object' && value !== null && typeof (value as InitializerLike).apply === 'function'
    ? (value as InitializerLike)
    : null;
}

/** The names that variance scaling has, by scale, mode and distribution. */
const scalings: Record<string, InitializerName> = {
  '2 fanIn normal': 'heNormal',
  '2 fanIn uniform': 'heUniform',
  '1 fanAvg normal': 'glorotNormal',
  '1 fanAvg uniform': 'glorotUniform',
  '1 fanIn normal': 'leCunNormal',
  '1 fanIn uniform': 'leCunUniform',
};

/** As it would be written: `heNormal`, `randomNormal(0, 1)`, `zeros`; empty where it does not say. */
export function initializerText(initializer: InitializerLike): string {
  try {
    const className = initializer.getClassName?.() ?? '';
    const config = initializer.getConfig?.() ?? {};
    const scaling = scalings[`${String(config.scale)} ${String(config.mode)} ${String(config.distribution)}`];
    if (className === 'VarianceScaling' && scaling) return scaling;
    const shown = ['mean', 'stddev', 'minval', 'maxval', 'value', 'gain', 'scale']
      .map(name => config[name])
      .filter(value => typeof value === 'number')
      .map(value => String(Number(value.toPrecision(4))));
    const name = className.charAt(0).toLowerCase() + className.slice(1);
    return shown.length ? `${name}(${shown.join(', ')})` : name;
  } catch {
    return '';
  }
}
