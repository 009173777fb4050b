// Control characters, and those that change the direction of what follows (Unicode UAX #9): a name from a file may hold any.
const unseen =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The text with its control and direction characters written out, `\u{202e}`; tabs and line ends stay. */
export const visibleText = (text: string): string => text.replace(unseen, c => `\\u{${c.charCodeAt(0).toString(16)}}`);

/**
 * A name or message of unknown origin as one line of text: control and direction characters written out, cut with `…` beyond
 * `maxLength` code units, no `$(icon)`, and no `[link](command:…)`, which the editor's messages would follow.
 */
export function plainText(text: string, maxLength = 200): string {
  const oneLine = text.slice(0, maxLength + 1).replace(/[\r\n\t]+/g, ' ');
  const shown = visibleText(oneLine).replaceAll('$(', '$ (').replaceAll('](', '] (');
  return shown.length > maxLength ? `${shown.slice(0, maxLength - 1)}…` : shown;
}
