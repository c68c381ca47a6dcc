/** Bringing a key in, rotating one, asking for one: what can go wrong there. */
import type { Said } from '../types';
import { bei, des } from './grammar';

const seeOpen = 'Unter „Schlüssel“ sehen Sie, was offen ist.';

export const keyErrors = {
  second_key_possible: {
    title: ({ provider }: Said) => `${provider} hat vielleicht einen zweiten Schlüssel erstellt, dessen Geheimnis nie ankam.`,
    safe: 'Der vorhandene Schlüssel funktioniert wie bisher. Das Geheimnis des anderen hat niemand.',
    next: { say: seeOpen, do: 'open_keys' },
  },
  exchange_unsure: {
    title: ({ params, provider }: Said) => `${provider} hat das Geheimnis ${params.label ? `von „${params.label}“` : 'dieses Schlüssels'} vielleicht ausgetauscht, und das neue kam nie an.`,
    safe: 'Das alte Geheimnis funktioniert vielleicht nicht mehr.',
    next: { say: `Wechseln Sie den Schlüssel erneut, um ein neues zu erhalten. ${seeOpen}`, do: 'open_keys' },
  },
  secret_not_tried: {
    title: ({ provider }: Said) => `${provider} hat keinen Aufruf, der dieses Geheimnis prüft.`,
    safe: 'Der Schlüssel steht in der Liste, wurde also nicht gestoppt. Ob das Geheimnis stimmt, zeigt sich erst, wo es verwendet wird.',
    next: { say: 'Lesen Sie die Liste, um zu sehen, ob er noch da ist.', do: 'refresh' },
  },
  not_matched: {
    title: ({ provider }: Said) => `Keyrack konnte nicht herausfinden, welcher Schlüssel ${bei(provider)} das ist.`,
    safe: 'Es wurde nichts gespeichert. Der Schlüssel wurde gestoppt, oder er gehört zu einem anderen Konto oder zu einer anderen Umgebung.',
    next: { say: 'Prüfen Sie das Konto, oder wählen Sie den Schlüssel selbst aus der Liste.', do: 'change_entry' },
  },
  already_here: {
    title: 'Dieser Schlüssel ist schon hier.',
    safe: 'Sein Geheimnis liegt in Ihrem Schlüsselbund, und nichts wurde doppelt gespeichert.',
    next: { say: 'Sehen Sie in der Liste der Schlüssel nach.', do: 'open_keys' },
  },
  id_unknown: {
    title: ({ provider }: Said) => `Keyrack weiß nicht, welche ID dieser Schlüssel ${bei(provider)} hat.`,
    safe: 'Ohne die ID könnte es den falschen treffen, deshalb stoppt Keyrack diesen Schlüssel nicht. Testen und nutzen lässt er sich.',
    next: { say: ({ provider }: Said) => `Stoppen Sie ihn auf der Website ${des(provider)}.`, do: 'open_website' },
  },
  not_managed: {
    title: ({ provider }: Said) => `Dieses Konto darf ${bei(provider)} keine Schlüssel verwalten.`,
    safe: 'Seine Schlüssel lassen sich hier testen und nutzen. Es wurde nichts geändert.',
    next: { say: ({ provider }: Said) => `Erledigen Sie das auf der Website ${des(provider)}, oder fügen Sie ein Konto hinzu, das Schlüssel verwalten darf.`, do: 'open_website' },
  },
  mail_refused: {
    title: 'Keyrack konnte Ihr Mailprogramm nicht öffnen.',
    safe: 'Die Nachricht bleibt hier gespeichert. Es wurde nichts gesendet.',
    next: { say: 'Kopieren Sie den Text und senden Sie ihn selbst aus Ihrem Mailprogramm.', do: 'try_again' },
  },
} as const;
