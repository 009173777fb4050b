import type { FindingRule } from '../../../../extension/core/findings/findingRule';
import type { FileRule } from '../../../../extension/core/formats/findings/fileRule';

/** The section of a rule's page that names its limits as settings have them; empty where it has none. */
export function limitsSection({ limits }: FindingRule): string {
  const rows = Object.entries(limits).map(([name, l]) => `| \`${name}\` | ${l.default} | ${l.description} |`);
  return rows.length ? ['## Limits', '| name | default | what |', '|---|---|---|', ...rows, ''].join('\n') : '';
}

/** A page with the rule's limits in their place: the last section. */
export function pageWithLimits(page: string, rule: FindingRule): string {
  const body = page.split('\n## Limits\n')[0]!.trimEnd();
  const section = limitsSection(rule);
  return section ? `${body}\n\n${section}` : `${body}\n`;
}

/** Tables of all rules, from their pages: those of runs, and those of model files. */
export function rulesTable(
  rules: readonly FindingRule[],
  ofFiles: readonly FileRule[],
  pageOf: (id: string) => string,
): string {
  const rowOf = (page: string, name: string): string => page.match(`\\| \\*\\*${name}\\*\\* \\| (.*) \\|`)?.[1] ?? '';
  const rowFor = (rule: { id: string; title: string }): string => {
    const page = pageOf(rule.id);
    const figures = ['severity', 'quantity', 'default'].map(name => rowOf(page, name));
    return `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${figures.join(' | ')} |`;
  };
  const head = ['| id | finds | severity | quantity | default |', '|---|---|---|---|---|'];
  return [
    '# Findings',
    '',
    'What Layerglass concludes from the figures of a run, rule by rule, causes before what follows from them. Severities and',
    'limits are settings (`layerglass.rules`); each page says what a finding means, what to do, and when the rule says nothing.',
    '',
    ...head,
    ...rules.map(rowFor),
    '',
    '## Model files',
    '',
    'What Layerglass concludes from the weights of a file alone. These have no settings.',
    '',
    ...head,
    ...ofFiles.map(rowFor),
    '',
  ].join('\n');
}
