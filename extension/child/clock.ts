// Taken before the program runs: it may put others in their place, as test libraries do.

/** Milliseconds of a clock that never goes back. */
export const monotonicMs: () => number = performance.now.bind(performance);
/** Milliseconds since 1970. */
export const wallClockMs: () => number = Date.now.bind(Date);
export const startTimer: typeof setTimeout = setTimeout;
export const stopTimer: typeof clearTimeout = clearTimeout;
