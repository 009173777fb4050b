import type { LayerInfo } from '../../protocol/model';

type Config = LayerInfo['config'];
type Plain = Config[string];

/** Of one layer, at most. */
const maxEntries = 40;
const maxTextLength = 100;
const maxListLength = 16;

/** Puts a value into what a layer was configured with, where it is plain: a number, a word, a switch, a short list of numbers. */
export function addPlain(config: Config, name: string, value: unknown): void {
  if (Object.keys(config).length >= maxEntries || !isPlain(value)) return;
  config[name] = Array.isArray(value) ? value.slice() : value;
}

function isPlain(value: unknown): value is Plain {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.length <= maxTextLength;
  if (typeof value === 'boolean') return true;
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= maxListLength &&
    value.every(v => v === null || (typeof v === 'number' && Number.isFinite(v)))
  );
}
