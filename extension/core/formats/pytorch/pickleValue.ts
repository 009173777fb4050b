/** What a pickle describes. Nothing of it was made or called: a call is a record of what Python would call, with what. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleGlobal
  | PickleItems
  | PickleDict
  | PickleCall
  | PickleReference;

/** A class or function by its name. */
export class PickleGlobal {
  /** `torch._utils._rebuild_tensor_v2` */
  readonly path: string;

  /** @param at where in the pickle it is named */
  constructor(
    readonly module: string,
    readonly name: string,
    readonly at: number,
  ) {
    this.path = `${module}.${name}`;
  }
}

/** A list, tuple or set. */
export class PickleItems {
  constructor(
    readonly kind: 'list' | 'tuple' | 'set',
    readonly items: PickleValue[],
  ) {}
}

export type PickleEntry = [key: PickleValue, value: PickleValue];

export class PickleDict {
  readonly entries: PickleEntry[] = [];
}

/** An object, as what Python would make it from. */
export class PickleCall {
  /** What would be appended to it, set in it, and given to its `__setstate__`; null: nothing. */
  items: PickleValue[] | null = null;
  entries: PickleEntry[] | null = null;
  state: PickleValue[] | null = null;

  constructor(
    readonly callee: PickleGlobal,
    readonly args: readonly PickleValue[],
  ) {}
}

/** What lies outside the pickle: PyTorch's storages. */
export class PickleReference {
  constructor(readonly id: PickleValue) {}
}

/** The items of a list, a tuple or a shape. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | null {
  if (value instanceof PickleItems) return value.items;
  return value instanceof PickleCall && value.callee.path === 'torch.Size' ? itemsOf(value.args[0]) : null;
}

/** The entries of a dict, or of an object that is one. */
export function entriesOf(value: PickleValue | undefined): readonly PickleEntry[] | null {
  if (value instanceof PickleDict) return value.entries;
  if (!(value instanceof PickleCall) || !dictClasses.has(value.callee.path)) return null;
  if (value.args.length === 0) return value.entries ?? [];
  // Python 2 gave it its items as an argument.
  const given = value.args.flatMap(arg => itemsOf(arg) ?? []).map(itemsOf);
  const pairs = given.filter(pair => pair?.length === 2).map((pair): PickleEntry => [pair![0]!, pair![1]!]);
  return [
    ...pairs,
    ...value.args.flatMap(arg => (arg instanceof PickleDict ? arg.entries : [])),
    ...(value.entries ?? []),
  ];
}
const dictClasses = new Set([
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.Counter',
  'builtins.dict',
]);
