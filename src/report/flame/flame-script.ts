import { ADDRESS_SCRIPT } from './script-address.ts';
import { DRAW_SCRIPT } from './script-draw.ts';
import { INPUT_SCRIPT } from './script-input.ts';
import { INVERT_SCRIPT } from './script-invert.ts';
import { MODEL_SCRIPT } from './script-model.ts';
import { TELL_SCRIPT } from './script-tell.ts';

/**
 * Draws the graphs of a page on a canvas, only what can be seen, so that 20,000 frames stay smooth.
 * Names go in as text, never as markup. Its parts share one scope.
 */
export const FLAME_SCRIPT: string = `(() => {
'use strict';
${MODEL_SCRIPT}${INVERT_SCRIPT}${DRAW_SCRIPT}${TELL_SCRIPT}${ADDRESS_SCRIPT}${INPUT_SCRIPT}})();
`;

/** SHA-256 of FLAME_SCRIPT in base64, for the content security policy; a test keeps it right. */
export const FLAME_SCRIPT_SHA256 = 'p/AzXms0tSENdmogR/10tYmCR+Jd1EwALpowzwb6Kic=';
