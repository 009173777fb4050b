/** A text no file has: what stands between it is digits of a number that JavaScript's cannot hold. Made when one is met. */
let mark: string | null = null;

/** What `jsonText` writes as a number with just these digits. */
export function exactNumber(digits: string): string {
  mark ??= crypto.randomUUID();
  return `${mark}${digits}${mark}`;
}

/** The document as JSON, exact numbers as number literals. */
export function jsonText(document: object): string {
  const text = JSON.stringify(document, null, 2);
  return mark === null ? text : text.replaceAll(new RegExp(`"${mark}(-?\\d+)${mark}"`, 'g'), '$1');
}
