import type { FrameLocator, Locator } from 'playwright-core';

/** A table of the panel by its name, as a screen reader finds it. */
export const tableNamed = (panel: FrameLocator, name: string): Locator =>
  panel.locator(`table[aria-label="${name}"]`).filter({ visible: true });

/** Returns the rows of a table's body, each as its cells by the column's head. */
export async function readRows(table: Locator): Promise<Record<string, string>[]> {
  const heads = await table.locator('thead th').allInnerTexts();
  const rows: Record<string, string>[] = [];
  for (const row of await table.locator('tbody tr[data-key]').all()) {
    const cells = await row.locator('td').allInnerTexts();
    rows.push(Object.fromEntries(heads.map((head, i) => [head.trim(), (cells[i] ?? '').trim()])));
  }
  return rows;
}
