/** Shows one scene: gallery.html?scene=keys&theme=dark&lang=de. Without a name, the list of all. */
import { mount } from 'svelte';
import App from '../App.svelte';
import '../app.css';
import { language } from '$lib/state/language.svelte';
import { overview } from '$lib/state/overview.svelte';
import { until } from './hands';
import { scenes } from './scenes';
import { speakGerman } from './tongue';

const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
if (theme) document.documentElement.dataset.theme = theme;
const german = asked.get('lang') === 'de';
if (german) speakGerman();
language.choose(german ? 'de' : 'en');

const target = document.getElementById('app');
const scene = scenes.find((one) => one.name === asked.get('scene'));

if (target && scene) {
  scene.set();
  mount(App, { target });
  try {
    await until(() => overview.view ?? overview.problem, 'the overview');
    await new Promise((done) => setTimeout(done, 100));
    await scene.then?.();
    document.body.dataset.ready = 'yes';
  } catch (e) {
    document.body.dataset.ready = String(e);
  }
} else if (target) {
  const list = document.createElement('ul');
  for (const one of scenes) {
    const link = Object.assign(document.createElement('a'), { href: `?scene=${one.name}`, textContent: one.name });
    list.append(Object.assign(document.createElement('li'), {}));
    list.lastElementChild?.append(link);
  }
  target.append(list);
}
