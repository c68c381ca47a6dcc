/** English. Another language is another object of the same type, beside it. */
import { acts } from './en/acts';
import * as care from './en/care';
import { errors } from './en/errors';
import * as handing from './en/hand-over';
import * as first from './en/first';
import * as flows from './en/screens-flows';
import * as life from './en/life';
import { list } from './en/list';
import * as rotating from './en/rotation';
import * as screens from './en/screens';
import * as keyScreens from './en/screens-keys';
import * as several from './en/several';
import { time } from './en/time';

export const en = { aProvider: 'the provider', errors, acts, list, ...life, ...flows, ...first, ...care, ...screens, ...keyScreens, ...rotating, ...handing, ...several, time };
