/** What fits beside a squiggle. */
export const maxMessageLength = 60;

/** The first of the texts, from the fullest to the shortest, that is short enough for a message; the last one is cut if need be. */
export function shortEnough(...texts: [string, ...string[]]): string {
  const found = texts.find(text => text.length <= maxMessageLength);
  return found ?? `${texts.at(-1)!.slice(0, maxMessageLength - 1)}…`;
}
