import { LayerglassError } from '../../../protocol/errors';

/**
 * The members of a JSON object in their order, each by its own text: `JSON.parse` of the whole would drop all but the last of
 * those of one name. Throws SyntaxError where it is no JSON object.
 */
export function jsonMembers(text: string): { name: string; text: string }[] {
  const members: { name: string; text: string }[] = [];
  let at = skipSpace(text, 0);
  if (text[at] !== '{') throw new SyntaxError('it does not begin with {');
  at = skipSpace(text, at + 1);
  if (text[at] === '}') return assertEnd(text, at + 1, members);
  for (;;) {
    const name: unknown = JSON.parse(text.slice(at, (at = valueEnd(text, at))));
    if (typeof name !== 'string') throw new SyntaxError(`a name is missing at ${at}`);
    at = skipSpace(text, at);
    if (text[at] !== ':') throw new SyntaxError(`a colon is missing at ${at}`);
    at = skipSpace(text, at + 1);
    members.push({ name, text: text.slice(at, (at = valueEnd(text, at))) });
    at = skipSpace(text, at);
    if (text[at] === '}') return assertEnd(text, at + 1, members);
    if (text[at] !== ',') throw new SyntaxError(`a comma is missing at ${at}`);
    at = skipSpace(text, at + 1);
  }
}

function assertEnd<T>(text: string, at: number, members: T): T {
  if (skipSpace(text, at) < text.length) throw new SyntaxError(`there is more behind its end at ${at}`);
  return members;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
  return at;
}

/** Where the value that begins there ends; whether it is one is for JSON.parse to say. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 0) return at + 1;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && ',: \t\n\r'.includes(character)) return at;
  }
  return text.length;
}

/** Names that occur more than once. */
export function repeatedNames(members: readonly { name: string }[]): Set<string> {
  const seen = new Set<string>();
  return new Set(members.filter(({ name }) => seen.size === seen.add(name).size).map(({ name }) => name));
}

export const badJson = (name: string, error: unknown): LayerglassError =>
  new LayerglassError('bad-json', `${name} has no JSON where it should be: ${(error as Error).message}`, {
    where: name,
    remedy: 'It was not written to its end, or is not what its name says: copy it again.',
  });
