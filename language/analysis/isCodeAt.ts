import ts from 'typescript';
import { parseSource } from './parseSource';
import { forEachNode } from './scopes';
import type { SourceLanguage } from './sourceFacts';

/** True where a line that begins at the offset begins as code: a comment there is a comment, not text of a template or of JSX. */
export function isCodeAt(text: string, language: SourceLanguage, offset: number): boolean {
  const file = parseSource(text, language);
  let isText = false;
  forEachNode(file, node => {
    const isOfText = ts.isJsxText(node) || ts.isTemplateLiteralToken(node) || ts.isStringLiteral(node);
    if (isOfText && node.getStart(file) < offset && offset < node.getEnd()) isText = true;
    // between the tags of JSX there is text, be it only blanks
    if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
      const isBetween = node.children.some(
        c => c.pos <= offset && offset <= c.getStart(file) && !ts.isJsxExpression(c),
      );
      if (isBetween) isText = true;
    }
  });
  return !isText;
}
