import { DRAW_SCRIPT } from './script-draw.ts';
import { INPUT_SCRIPT } from './script-input.ts';
import { MODEL_SCRIPT } from './script-model.ts';
import { TELL_SCRIPT } from './script-tell.ts';

/**
 * Draws the graphs of a page on a canvas, only what can be seen, so that 20,000 frames stay smooth.
 * Names go in as text, never as markup. Its parts share one scope.
 */
export const FLAME_SCRIPT: string = `(() => {
'use strict';
${MODEL_SCRIPT}${DRAW_SCRIPT}${TELL_SCRIPT}${INPUT_SCRIPT}})();
`;

/** SHA-256 of FLAME_SCRIPT in base64, for the content security policy; a test keeps it right. */
export const FLAME_SCRIPT_SHA256 = '6Dx8AN18KfhtO6vRN1ECPZspAtZiL4KaULUaaNLhSE0=';
