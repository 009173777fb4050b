const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Returns a function that removes the listeners for uncaught errors that were added in between. The WebAssembly backend's
 * loader adds some that throw again what they get: every error of the program would look like one of that file.
 */
export function rememberErrorListeners(): () => void {
  const before = events.map(event => process.rawListeners(event));
  return () => {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event))
        if (!before[i]!.includes(listener)) process.removeListener(event, listener as (...args: unknown[]) => void);
    });
  };
}
