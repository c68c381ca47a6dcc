/// <reference types="svelte" />
/// <reference types="vite/client" />

/** From tauri.conf.json. */
declare const __APP_VERSION__: string;
