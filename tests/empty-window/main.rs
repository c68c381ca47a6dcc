//! A window with two lines of text and nothing else: what the framework costs by itself. `./run measure` holds Keyrack
//! against it. An example of the shell's crate, so that it is made of the same parts.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("../tests/empty-window/tauri.conf.json"))
}
