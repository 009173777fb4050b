/** End of the word, or of the operator, that begins at the offset; at least one code unit where the line has one left. */
export function endOfToken(text: string, offset: number): number {
  const rest = /^[\w$.#]+|^[^\s\w]+/.exec(text.slice(offset, offset + 200));
  if (rest) return offset + rest[0].length;
  return offset < text.length && text[offset] !== '\n' && text[offset] !== '\r' ? offset + 1 : offset;
}

/** End of the plain callee that begins at the offset: of `new Attention`, of `blocks.residual`. */
export function endOfCallee(text: string, offset: number): number {
  const callee = /^(?:new\s+)?[\w$]+(?:\s*\??\.\s*[\w$]+)*/.exec(text.slice(offset, offset + 200));
  return callee ? offset + callee[0].length : endOfToken(text, offset);
}
