const value = '/.ATTRIBUTES/VARIABLE_VALUE';
/** Keras counts steps in `_iterations`, its older optimizers in `iter`. */
const counters = [`/_iterations${value}`, `/iter${value}`];
/** One of these is beside it in every optimizer. */
const besides = ['_learning_rate', 'learning_rate', '_variables/1', 'decay', 'beta_1', 'momentum', 'rho'];

export interface Optimizers {
  /** Keys of their step counters. */
  counters: readonly string[];
  /** True for what one of them holds. */
  has(key: string): boolean;
}

/**
 * The optimizers of a checkpoint of objects, whatever a program calls them (`generator_optimizer`): objects that count steps
 * and have a learning rate or the like.
 */
export function optimizersOf(keys: readonly string[]): Optimizers {
  const objects = new Set<string>();
  const found = keys.filter(key => counters.some(counter => key.endsWith(counter)));
  const all = new Set(found.length ? keys : []);
  const own = found.filter(key => {
    const object = key.slice(0, -counters.find(counter => key.endsWith(counter))!.length);
    const is = besides.some(name => all.has(`${object}/${name}${value}`));
    if (is) objects.add(object);
    return is;
  });
  return { counters: own, has: key => objects.size > 0 && isInside(key, objects) };
}

function isInside(key: string, objects: ReadonlySet<string>): boolean {
  const end = key.indexOf('/.');
  for (let cut = key.indexOf('/'); cut >= 0 && cut < end; cut = key.indexOf('/', cut + 1))
    if (objects.has(key.slice(0, cut))) return true;
  return false;
}
