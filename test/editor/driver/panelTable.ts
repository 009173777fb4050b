import type { FrameLocator, Locator } from 'playwright-core';

/** A table of the panel by its name, as a screen reader finds it. */
export const tableNamed = (panel: FrameLocator, name: string): Locator =>
  panel.locator(`table[aria-label="${name}"]`).filter({ visible: true });

/** Resolves to the rows of a table's body, once there are so many, each as its cells by the column's head. */
export async function readRows(table: Locator, count: number): Promise<Record<string, string>[]> {
  // What is out of sight is not drawn.
  await table.scrollIntoViewIfNeeded();
  const body = table.locator('tbody tr[data-key]');
  await body.nth(count - 1).waitFor();
  const heads = await table.locator('thead th').allInnerTexts();
  const rows: Record<string, string>[] = [];
  for (const row of await body.all()) {
    const cells = await row.locator('td').allInnerTexts();
    rows.push(Object.fromEntries(heads.map((head, i) => [head.trim(), (cells[i] ?? '').trim()])));
  }
  return rows;
}
