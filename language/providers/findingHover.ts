import { internalCommands, type FindingRef } from '../../extension/contributions';
import { modeToCheck } from '../../extension/core/findings/figureAfter';
import { plainText } from '../../extension/core/text/plainText';
import type { Finding } from '../../extension/protocol/finding';
import { markdownText } from '../figures/markdownText';
import type { HoverLink, MarkdownTarget } from './hoverText';

/** A finding as a hover shows it. */
export interface HoverFinding {
  finding: Finding;
  ref: FindingRef;
  /** What its remedies come to, in their order: null where the edit can be made, else why not. */
  refusals: readonly (string | null)[];
  isStale: boolean;
}

const maxFindings = 3;
const maxRemedies = 2;

/** Writes what findings mean and what to do, each in a paragraph; and of remedies that cannot be made, why. */
export function writeFindings(target: MarkdownTarget, findings: readonly HoverFinding[]): void {
  for (const { finding, refusals, isStale } of findings.slice(0, maxFindings)) {
    const says = [finding.meaning, finding.advice].filter(Boolean).map(t => plainText(t, 300));
    const byHand = finding.remedies.flatMap(({ label }, i) =>
      refusals[i] && !isStale ? [`By hand: ${plainText(label, 120)}, since ${plainText(refusals[i], 200)}.`] : [],
    );
    const text = [...says, ...byHand.slice(0, 1)].join(' ');
    if (text === '') continue;
    // not by appendText: its blanks do not break, and the hover would cut the sentence off
    target.appendMarkdown(`\n\n${markdownText(text, 1000)}`);
  }
}

/** Links to what mends the findings and to their pages. */
export function findingLinks(findings: readonly HoverFinding[]): HoverLink[] {
  const links: HoverLink[] = [];
  const shown = findings.slice(0, maxFindings);
  for (const { finding, ref, refusals, isStale } of shown) {
    if (isStale) continue;
    finding.remedies.slice(0, maxRemedies).forEach(({ label }, index) => {
      if (refusals[index] === null && !links.some(l => l.title === label))
        links.push({ title: label, command: internalCommands.applyRemedy, arguments: [ref, index] });
    });
  }
  const [stale] = shown.filter(f => f.isStale);
  if (stale) {
    const title = modeToCheck(stale.finding) === 'inspect' ? 'Inspect again' : 'Train again';
    links.push({ title, command: internalCommands.checkAgain, arguments: [stale.ref] });
  }
  for (const rule of new Set(shown.map(f => f.finding.rule)))
    links.push({ title: `About ${rule}`, command: internalCommands.openRule, arguments: [rule] });
  return links;
}
