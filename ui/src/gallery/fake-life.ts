/** The pretended core: rotation, who has a key, and several keys at once. */
import type { BulkView, KeyView, OverviewView, RotationView } from '$api/types';
import type { Api } from '../lib/api/client';
import * as data from './data';
import { inDays } from './four';
import { answer, find, flow, pretend, walk } from './pretend';

type LifeApi = Pick<
  Api,
  | 'rotateKey' | 'switchHolder' | 'retireOld' | 'endRotation' | 'renameKey' | 'addHolder' | 'removeHolder' | 'setRotateBy' | 'workWith' | 'stopMany' | 'goOnStopping' | 'leaveStopping'
>;

const changed = (part: Partial<OverviewView>): OverviewView => (pretend.view = { ...pretend.view, ...part });
const withKey = (id: string, change: (key: KeyView) => Partial<KeyView>): KeyView => {
  const key = { ...find(id), ...change(find(id)) };
  changed({ keys: pretend.view.keys.map((one) => (one.id === id ? key : one)) });
  return key;
};
const rotations = (change: (all: RotationView[]) => RotationView[]) => changed({ rotations: change(pretend.view.rotations) });
const dead = (id: string): KeyView => ({ ...find(id), state: 'stopped', secret: 'erased', stopped_at: data.ago(0), proof: data.proof({ at: data.ago(0) }) });

/** Every key of it is confirmed dead, unless a test says how it ends. */
function bulkOf(ids: string[], part: Partial<BulkView>): BulkView {
  const made = pretend.bulk ?? data.bulk({ ...part, rows: ids.map((id) => data.bulkRow({ key_id: id, label: find(id).label, account_name: find(id).account_name })) });
  changed({
    bulks: [...pretend.view.bulks.filter((one) => one.id !== made.id), ...(made.open ? [made] : [])],
    keys: pretend.view.keys.map((key) => (made.rows.some((row) => row.key_id === key.id && row.result === 'confirmed_dead') ? dead(key.id) : key)),
  });
  return made;
}

export const lifeApi: LifeApi = {
  rotateKey: (request, onProgress) => {
    const old = find(request.key_id);
    walk(onProgress, old.rotation === 'new_key' && old.pair ? ['make_pair', 'keep_secret', 'send_public', 'test'] : ['ask_provider', 'keep_secret', 'test']);
    if (request.plan === 'leaked' && pretend.steps.length === 0) walk(onProgress, ['ask_to_stop', 'proof', 'erase_secret']);
    return answer('rotateKey', [request], () => {
      const made = flow(() => ({
        key: {
          ...old, id: 'k9', label: request.label, remote_id: 'key_8a02', replaces: request.key_id, way: old.rotation === 'new_key' && old.pair ? 'here' : 'provider', made_at: data.ago(0), holders: [],
          permissions: request.scopes?.map(data.permission) ?? old.permissions, unrestricted: false, expires_at: old.rotation === 'new_key' ? null : inDays(90), last_test: data.test({ at: data.ago(0) }),
        },
        unfinished: null,
      }));
      if (made.unfinished) return made;
      const works = made.key.last_test?.verdict === 'works';
      if (request.plan === 'leaked' && works) changed({ keys: pretend.view.keys.map((key) => (key.id === old.id ? dead(key.id) : key)) });
      const switches = old.holders.map((one) => ({ holder_id: one.id, name: one.name, purpose: one.purpose, done: false }));
      const left = request.plan === 'planned' || !works || switches.length > 0;
      if (left)
        rotations((all) => [
          ...all,
          data.rotation({ account_id: old.account_id, plan: request.plan, old_id: old.id, old_label: old.label, new_id: made.key.id, new_label: made.key.label, new_works: works, old_ended: (request.plan === 'leaked' && works) || old.rotation === 'exchange', manager: old.manager, switches, opened_at: data.ago(0) }),
        ]);
      return made;
    });
  },
  switchHolder: (rotationId, holderId, done) =>
    answer('switchHolder', [rotationId, holderId, done], () =>
      rotations((all) => all.map((one) => (one.id === rotationId ? { ...one, switches: one.switches.map((each) => (each.holder_id === holderId ? { ...each, done } : each)) } : one))),
    ),
  retireOld: (request, onProgress) => {
    walk(onProgress, ['ask_to_stop', 'proof', 'erase_secret']);
    return answer('retireOld', [request], () => {
      const one = pretend.view.rotations.find((each) => each.id === request.rotation_id) ?? data.rotation();
      const made = flow(() => ({ key: dead(one.old_id), unfinished: null }));
      rotations((all) => all.filter((each) => each.id !== one.id));
      return made;
    });
  },
  endRotation: (rotationId) => answer('endRotation', [rotationId], () => rotations((all) => all.filter((one) => one.id !== rotationId))),
  renameKey: (id, label) => answer('renameKey', [id, label], () => withKey(id, (key) => ({ label, remote_name: key.remote_name ?? key.label }))),
  addHolder: (id, request) => answer('addHolder', [id, request], () => withKey(id, (key) => ({ holders: [...key.holders, data.holder(`h${key.holders.length + 10}`, request.name, request.purpose)] }))),
  removeHolder: (id, holderId) => answer('removeHolder', [id, holderId], () => withKey(id, (key) => ({ holders: key.holders.filter((one) => one.id !== holderId) }))),
  setRotateBy: (id, date) => answer('setRotateBy', [id, date], () => withKey(id, () => ({ rotate_by: date ? `${date}T00:00:00Z` : null, rotate_by_own: date !== null }))),
  workWith: (id) => answer('workWith', [id], () => changed({ keys: pretend.view.keys.map((key) => ({ ...key, manager: key.id === id || (key.manager && key.account_id !== find(id).account_id) })) })),
  stopMany: (request, onProgress) => {
    const living = pretend.view.keys.filter((key) => key.account_id === request.account_id && key.state === 'live').toSorted((a, b) => Number(a.manager) - Number(b.manager));
    const ids = request.account_id === null ? request.key_ids : living.map((key) => key.id);
    for (const key_id of pretend.steps.length > 0 ? [] : ids) for (const state of ['begun', 'done'] as const) onProgress({ step: 'proof', state, key_id, again: null });
    if (pretend.steps.length > 0) walk(onProgress, []);
    return answer('stopMany', [request], () => bulkOf(ids, { door: request.door, account_id: request.account_id }));
  },
  goOnStopping: (id, onProgress) => {
    if (pretend.steps.length > 0) walk(onProgress, []);
    return answer('goOnStopping', [id], () => {
      const bulk = pretend.view.bulks.find((one) => one.id === id);
      return bulkOf(bulk?.rows.map((row) => row.key_id) ?? [], { ...bulk, open: false });
    });
  },
  leaveStopping: (id) => answer('leaveStopping', [id], () => changed({ bulks: pretend.view.bulks.filter((one) => one.id !== id) })),
};
