// Host <-> any page: requests with an id that end in ok or error, and events. Both ends of each page's channel import this.

/** Requests by name: what each takes and returns. */
export type RequestTable = Record<string, { params: unknown; result: unknown }>;

/** A request that is cancelled ends in an error of that code. */
export type PageToHost =
  { type: 'request'; id: number; name: string; params: unknown } | { type: 'cancel'; id: number };
export type HostToPage<Event> =
  | { type: 'progress'; id: number; done: number; total: number }
  | { type: 'reply'; id: number; ok: true; value: unknown }
  | { type: 'reply'; id: number; ok: false; error: { code: string; message: string; remedy: string } }
  | { type: 'event'; event: Event };
