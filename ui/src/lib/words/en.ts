/** English. A second language is a second object of the same type. */
import { errors } from './en/errors';
import * as life from './en/life';
import * as screens from './en/screens';
import * as keyScreens from './en/screens-keys';
import { time } from './en/time';

export const en = { language: 'en', aProvider: 'the provider', errors, ...life, ...screens, ...keyScreens, time };
