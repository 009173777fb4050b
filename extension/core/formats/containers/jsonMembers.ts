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
    const name = nameOf(text.slice(at, (at = valueEnd(text, at))));
    if (name === null) throw new SyntaxError(`a name is missing at ${at}`);
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

/** Null where it is no text. */
function nameOf(json: string): string | null {
  // As nearly all are: of 100,000 the parser would take a tenth of a second.
  if (/^"[^"\\\0-\x1f]*"$/.test(json)) return json.slice(1, -1);
  const name: unknown = JSON.parse(json);
  return typeof name === 'string' ? name : null;
}

function assertEnd<T>(text: string, at: number, members: T): T {
  if (skipSpace(text, at) < text.length) throw new SyntaxError(`there is more behind its end at ${at}`);
  return members;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/** Where the value that begins there ends; whether it is one is for JSON.parse to say. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = closingQuote(text, at);
      if (depth === 0) return at + 1;
    } else if (isOpening(code)) depth++;
    else if (isClosing(code)) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (code === comma || code === colon || isSpace(code))) return at;
  }
  return text.length;
}

/** Where the string ends that begins there; behind the text where it does not. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return at;
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
