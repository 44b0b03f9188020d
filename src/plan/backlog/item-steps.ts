import type { BacklogItem, PlanStep } from '../../model/index.ts';

/** Steps that wait for the same others as the items that they are about; the numbers stay. */
export function stepsLikeItems(
  steps: readonly PlanStep[],
  items: readonly BacklogItem[],
): PlanStep[] {
  const numbers = new Map(
    steps.flatMap(({ item, step_number: number }) => (item === undefined ? [] : [[item, number]])),
  );
  const ofItems = new Set(numbers.values());
  return steps.map((step) => {
    const item = items.find(({ id }) => id === step.item);
    if (item === undefined) {
      return step;
    }
    const others = step.dependencies.filter((number) => !ofItems.has(number));
    const own = item.dependencies.flatMap((id) => numbers.get(id) ?? []);
    return { ...step, dependencies: [...others, ...own] };
  });
}
