import { NS_PER_MS } from '../base/index.ts';

/** A value in a stored unit for the text of a plan: ns as ms, bytes as MB. */
export function quantityText(value: number, unit: string): string {
  switch (unit) {
    case 'ns':
      return `${short(value / NS_PER_MS)} ms`;
    case 'bytes':
      return `${short(value / 1e6)} MB`;
    default:
      return `${short(value)} ${unit}`;
  }
}

/** A fraction as a percentage of at most three digits. */
export function percentText(share: number): string {
  return `${short(share * 100, 3)} %`;
}

function short(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}
