/** German. */
import type { Words } from '.';
import { acts } from './de/acts';
import * as care from './de/care';
import { errors } from './de/errors';
import * as handing from './de/hand-over';
import * as first from './de/first';
import * as flows from './de/screens-flows';
import { aProvider } from './de/grammar';
import * as life from './de/life';
import { list } from './de/list';
import * as rotating from './de/rotation';
import * as screens from './de/screens';
import * as keyScreens from './de/screens-keys';
import * as several from './de/several';
import { time } from './de/time';

export const de: Words = { aProvider, errors, acts, list, ...life, ...flows, ...first, ...care, ...screens, ...keyScreens, ...rotating, ...handing, ...several, time };
