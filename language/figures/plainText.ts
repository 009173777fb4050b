// Control characters, and those that change the direction of what follows (Unicode UAX #9): a name from a file may hold any.
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A name or message of unknown origin as one line of text: control and direction characters as `\u{202e}`, cut with `…`
 * beyond `maxLength` code units, and no `$(icon)`.
 */
export function plainText(text: string, maxLength = 200): string {
  const shown = text
    .slice(0, maxLength + 1)
    .replace(/[\r\n\t]+/g, ' ')
    .replace(unseen, c => `\\u{${c.charCodeAt(0).toString(16)}}`)
    .replaceAll('$(', '$ (');
  return shown.length > maxLength ? `${shown.slice(0, maxLength - 1)}…` : shown;
}

/** The same for a place in Markdown where it stands among our own: a table's cell, an image's description. */
export const markdownText = (text: string, maxLength = 200): string =>
  plainText(text, maxLength).replace(/[\\`*_{}[\]()#+\-.!~|<>&@:"']/g, '\\$&');
