import { plainText } from '../../extension/core/text/plainText';

/** A name of unknown origin for a place in Markdown where it stands among our own: a table's cell, an image's description. */
export const markdownText = (text: string, maxLength = 200): string =>
  plainText(text, maxLength).replace(/[\\`*_{}[\]()#+\-.!~|<>&@:"']/g, '\\$&');
