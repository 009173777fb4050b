/** Longer text is not analysed: no person writes such a file. In UTF-16 code units. */
export const maxSourceLength = 2 * 1024 * 1024;

const longLine = 500;

/** True where most of the text is code on lines that no person reads. Long lines of data (an array, base64) are not code. */
export function isMinified(text: string): boolean {
  let inLongLines = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (end - start > longLine) {
      let marks = 0;
      for (let i = start; i < end; i++) {
        const c = text.charCodeAt(i);
        if (c === 0x28 /* ( */ || c === 0x3b /* ; */ || c === 0x3d /* = */) marks++;
      }
      if (marks / (end - start) > 0.02) inLongLines += end - start;
    }
    start = end + 1;
  }
  return inLongLines > text.length / 2;
}

/** False where the text cannot hold a layer call, so that the parser is not even loaded. Costs a search of the text. */
export function isWorthParsing(text: string): boolean {
  if (text.length > maxSourceLength) return false;
  if (!text.includes('@tensorflow') && !/\blayers\b|\btf\s*[?!]?\./.test(text)) return false;
  return !isMinified(text);
}
