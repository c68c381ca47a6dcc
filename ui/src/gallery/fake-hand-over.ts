/** The pretended core: how a key is handed over. */
import type { Api } from '../lib/api/client';
import * as handing from './handing';
import { answer, find, pretend } from './pretend';

type HandOverApi = Pick<Api, 'handOver' | 'handOverForms' | 'copyManagerCommand' | 'copySecret' | 'clearClipboard' | 'watchClipboard' | 'snippets' | 'copySnippet' | 'engineerSheet' | 'saveEngineerSheet'>;

export const handOverApi: HandOverApi = {
  handOver: (request) => answer('handOver', [request], () => pretend.handed),
  handOverForms: (id) => answer('handOverForms', [id], () => pretend.forms ?? handing.formsOf(find(id))),
  copyManagerCommand: (id, manager) => answer('copyManagerCommand', [id, manager], () => null),
  copySecret: (request) =>
    answer('copySecret', [request], () => {
      if (!pretend.agrees) return null;
      pretend.copied = handing.copied(find(request.key_id).label, pretend.view.clipboard_seconds);
      pretend.clipboard(pretend.copied);
      return pretend.copied;
    }),
  clearClipboard: () =>
    answer('clearClipboard', [], () => {
      if (pretend.copied) pretend.clipboard({ ...pretend.copied, until: null, end: 'cleared' });
      return null;
    }),
  watchClipboard: (onChange) => {
    pretend.clipboard = onChange;
    return answer('watchClipboard', [], () => null);
  },
  snippets: (id) => answer('snippets', [id], () => pretend.snippets),
  copySnippet: (id, language) => answer('copySnippet', [id, language], () => null),
  engineerSheet: (id) => answer('engineerSheet', [id], () => handing.engineer(find(id))),
  saveEngineerSheet: (id) => answer('saveEngineerSheet', [id], () => (pretend.saved === undefined ? { file: 'reporting-bot.html' } : pretend.saved)),
};
