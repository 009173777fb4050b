type Write = (...args: unknown[]) => boolean;

/**
 * Drops what is written to the standard streams: callbacks that are called again for epochs that are done would say a second
 * time what was said then. Returns what ends that; a callback of a write is called.
 */
export function dropOutput(): () => void {
  const ends = [process.stdout, process.stderr].map(stream => {
    const own = Object.getOwnPropertyDescriptor(stream, 'write');
    const drop: Write = (...args) => {
      const done = args.at(-1);
      if (typeof done === 'function') process.nextTick(done as () => void);
      return true;
    };
    Object.defineProperty(stream, 'write', { value: drop, writable: true, configurable: true });
    return () => {
      if (own) Object.defineProperty(stream, 'write', own);
      else Reflect.deleteProperty(stream, 'write');
    };
  });
  return () => ends.forEach(end => end());
}
