/** An answer of the host, from when it is asked for. */
export interface Loaded<T> {
  /** null while it is under way, and where there is none. */
  value: T | null;
  error: Error | null;
  isLoading: boolean;
  /** Of one that takes a while: bytes that were gone through since it began (`performance.now()`). */
  progress?: { done: number; total: number; beganMs: number };
  /** Of one that can be cancelled; it then ends in an error. */
  cancel?: () => void;
  /** There is a newer one: asked for again when it is next needed; until that is there this one stands. */
  isOutdated?: boolean;
}
