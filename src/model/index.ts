export * from './comparison.ts';
export * from './decision.ts';
export * from './environment.ts';
export * from './metric.ts';
export * from './run-id.ts';
export * from './sample.ts';
export * from './suite.ts';
