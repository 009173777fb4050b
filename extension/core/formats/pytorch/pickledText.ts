import { itemsOf, PickleCall, PickleGlobal, PickleItems, type PickleValue } from './pickleValue';

const maxText = 1000;
const maxListed = 64;

/** A plain value as text: of numbers, strings, and flat lists of them. Null for others. */
export function plainText(value: PickleValue): string | null {
  const single = singleText(value);
  if (single !== null) return single;
  if (value instanceof PickleItems) return listText(value.items);
  return value instanceof PickleCall ? callText(value) : null;
}

function singleText(value: PickleValue): string | null {
  if (typeof value === 'string') return value.length > maxText ? `${value.slice(0, maxText - 1)}…` : value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value instanceof PickleGlobal ? value.path.slice(0, maxText) : null;
}

/** Null where there is more in it than plain values. */
function listText(items: readonly PickleValue[]): string | null {
  const texts: string[] = [];
  for (const item of items.slice(0, maxListed)) {
    const text = item === null ? 'None' : singleText(item);
    if (text === null) return null;
    texts.push(text);
  }
  const more = items.length > maxListed ? `, … ${items.length} in all` : '';
  const text = `[${texts.join(', ')}${more}]`;
  return text.length > maxText ? `${text.slice(0, maxText - 1)}…` : text;
}

/** Paths, devices and the like, which are what they were made of. */
function callText({ callee, args }: PickleCall): string | null {
  const texts = args.slice(0, maxListed).map(arg => singleText(arg) ?? '…');
  if (/^pathlib\./.test(callee.path)) return texts.join('/').replace('//', '/');
  if (callee.path === 'torch.device') return texts.join(':');
  if (callee.path === 'torch.Size' || /^builtins\.(set|frozenset|tuple|list)$/.test(callee.path))
    return listText(itemsOf(args[0]) ?? []);
  return /^(?:uuid|decimal|fractions|builtins\.complex)/.test(callee.path) && texts.length > 0 ? texts.join(' ') : null;
}

/** A key of a dict as a part of a name. */
export function keyText(key: PickleValue): string {
  if (typeof key === 'string') return key;
  return key === null ? 'None' : (plainText(key) ?? '?');
}
