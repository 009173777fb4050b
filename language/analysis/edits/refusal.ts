/** An edit that cannot be made; the message says why, to the person. */
export class Refusal extends Error {}

/** Says that an edit cannot be made, and why: one plain sentence without a full stop. */
export function refuse(reason: string): never {
  throw new Refusal(reason);
}
