import { GC_SHARE_MIN, GC_SITES_MAX, ALLOCATION_SHARE_MIN } from '../limits.ts';
import type { Technique } from '../nomination.ts';
import type { AllocationSite } from '../observed.ts';
import { nameOf, percent, type Rule, type Scene } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'allocate-less',
  rationale:
    'Much of the time goes into collecting garbage, and this function makes much of it; reusing ' +
    'what it allocates, or not making intermediate copies, leaves less to collect.',
  risk: 'medium',
  riskText: 'Reused objects may still be held by whoever got them earlier.',
  effort: 'medium',
};

/** The largest places of allocation, where collecting garbage takes a tenth of the time. */
export const gcPressure: Rule = (scene) => {
  const { gcShare } = scene.runtime;
  if (gcShare === null || !(gcShare > GC_SHARE_MIN)) {
    return [];
  }
  return sitesOf(scene)
    .filter(({ share }) => share >= ALLOCATION_SHARE_MIN)
    .toSorted((left, right) => right.share - left.share)
    .slice(0, GC_SITES_MAX)
    .map((site) => {
      const hot = scene.hotFunctions.find(
        (each) => each.file === site.file && each.line === site.line,
      );
      return {
        rule: 'gc-pressure',
        file: site.file === '' ? null : site.file,
        line: site.file === '' ? null : site.line,
        subject: nameOf(site),
        evidence:
          `Collecting garbage takes ${percent(gcShare)} of the time, and ${nameOf(site)} ` +
          `allocates ` +
          `${percent(site.share)} of all bytes.`,
        technique: TECHNIQUE,
        // Which bytes are expensive to collect is not known: short-lived ones cost next to nothing.
        confidence: 'likely',
        share: hot?.share ?? null,
      };
    });
};

/** The sites that were observed, else what the profile says of its functions. */
function sitesOf(scene: Scene): readonly AllocationSite[] {
  const { allocationSites } = scene.runtime;
  return allocationSites.length > 0
    ? allocationSites
    : scene.hotFunctions.map(({ name, file, line, allocShare }) => ({
        name,
        file,
        line,
        share: allocShare ?? 0,
      }));
}
