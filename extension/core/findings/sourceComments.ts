/** `text` is without the marks. Lines and columns count from 1; `endLine` is that of its last character. */
export interface Comment {
  text: string;
  line: number;
  column: number;
  endLine: number;
}

/**
 * Comments, or what may hold what looks like one: strings, templates, and regular expressions. A template is read up to its
 * end or its first `${`; what follows the matching brace is read as a template again.
 */
const token =
  /\/\/(?<rest>[^\n\r\u2028\u2029]*)|\/\*(?<block>[\s\S]*?)(?:\*\/|$(?![\s\S]))|(?<quoted>"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)|(?<bracket>[`{}])|(?<slash>\/)|(?<word>[\w$]+)|(?<other>[^\s])/g;
const templatePart = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*(?:`|\$\{|$)/y;
const regularExpression = /(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/[a-z]*/y;

/** Words after which a slash begins a regular expression; after any other word it divides. */
const beforeExpression = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await'.split(' '),
);

/**
 * The comments of a JavaScript or TypeScript text, in its order. A scanner, not a parser: it never throws, and takes about
 * the time of one regular expression over the text. In JSX, text between tags counts as code.
 */
export function commentsOf(source: string): Comment[] {
  const comments: Comment[] = [];
  const lines = new LineCounter(source);
  // For each brace that is open, whether it belongs to a template.
  const braces: boolean[] = [];
  // For each parenthesis that is open, whether it is the head of a statement, behind which an expression begins.
  const parentheses: boolean[] = [];
  let lastWord = '';
  let isAfterValue = false;
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = token.lastIndex;
    const found = pattern.exec(source)?.[0] ?? '';
    token.lastIndex += found.length;
    return found;
  };
  const readTemplate = (): void => {
    const isOpen = skip(templatePart).endsWith('${');
    if (isOpen) braces.push(true);
    isAfterValue = !isOpen;
  };

  token.lastIndex = source.startsWith('#!') ? source.search(/\n|$/) : 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const { rest, block, quoted, bracket, slash, word, other } = match.groups!;
    const text = rest ?? block;
    if (text !== undefined) {
      const { line, column } = lines.at(match.index);
      comments.push({ text, line, column, endLine: lines.at(token.lastIndex).line });
    } else if (quoted !== undefined) isAfterValue = true;
    else if (bracket === '`') readTemplate();
    else if (bracket === '{') {
      braces.push(false);
      isAfterValue = false;
    } else if (bracket === '}') {
      // A block may end here, or an object; a division right after an object is rarer than an expression after a block.
      if (braces.pop()) readTemplate();
      else isAfterValue = false;
    } else if (slash !== undefined) {
      if (isAfterValue || skip(regularExpression) === '') isAfterValue = false;
      else isAfterValue = true;
    } else if (word !== undefined) {
      isAfterValue = !beforeExpression.has(word);
      lastWord = word;
      continue;
    } else if (other === '(') {
      parentheses.push(['if', 'while', 'for', 'with'].includes(lastWord));
      isAfterValue = false;
    } else isAfterValue = other === ')' ? !parentheses.pop() : other === ']';
    if (text === undefined) lastWord = '';
  }
  return comments;
}

/** Of positions that are asked for in rising order. */
class LineCounter {
  private line = 1;
  private lineStart = 0;
  private next: number;

  constructor(private readonly source: string) {
    this.next = source.indexOf('\n');
  }

  at(offset: number): { line: number; column: number } {
    while (this.next >= 0 && this.next < offset) {
      this.line++;
      this.lineStart = this.next + 1;
      this.next = this.source.indexOf('\n', this.lineStart);
    }
    return { line: this.line, column: offset - this.lineStart + 1 };
  }
}
