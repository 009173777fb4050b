import { randomUUID } from 'node:crypto';

/** A text no file has: what stands between it is digits of a number that JavaScript's cannot hold. */
const mark = randomUUID();

/** What `jsonText` writes as a number with just these digits. */
export const exactNumber = (digits: string): string => `${mark}${digits}${mark}`;

/** The document as JSON, exact numbers as number literals. */
export const jsonText = (document: object): string =>
  JSON.stringify(document, null, 2).replaceAll(new RegExp(`"${mark}(-?\\d+)${mark}"`, 'g'), '$1');
