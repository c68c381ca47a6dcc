/** Shows one scene: gallery.html?scene=keys&theme=dark. Without a name, the list of all. */
import { mount } from 'svelte';
import App from '../App.svelte';
import '../app.css';
import { scenes } from './scenes';

const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
if (theme) document.documentElement.dataset.theme = theme;

const target = document.getElementById('app');
const scene = scenes.find((one) => one.name === asked.get('scene'));

if (target && scene) {
  scene.set();
  mount(App, { target });
  try {
    await new Promise((done) => setTimeout(done, 150));
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
