export function installState(root: string): 'stamped' | 'complete' | 'stale';
export function setup(root: string): void;
export function nodeProgram(root: string): string | undefined;
export const NODE_FLAGS: readonly string[];
