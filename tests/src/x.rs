//! The private display, seen as a window manager sees it: nothing of the program takes part in what is found here.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{ConnectionExt as _, Damage, ReportLevel};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt, CreateWindowAux, EventMask, ImageFormat,
    InputFocus, MapState, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const PATIENCE: Duration = Duration::from_secs(40);
const PAUSE: Duration = Duration::from_millis(20);
/// A page with words on it has more colours than this, by the soft edges of its letters; an empty one has one.
const COLOURS_OF_A_PAGE: usize = 16;

pub struct Display {
    connection: RustConnection,
    root: Window,
}

/// A corner and a size, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rectangle {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
}

/// Waits until something is there.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(PAUSE);
    }
    panic!("not seen in time: {what}");
}

impl Display {
    /// The display of this session.
    pub fn open() -> Self {
        let (connection, screen) = x11rb::connect(None).expect("the display of the session");
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    /// The size of the whole screen.
    pub fn screen(&self) -> Rectangle {
        self.rectangle(self.root).expect("the screen")
    }

    /// Waits for a window with this title that is shown.
    pub fn window(&self, title: &str) -> Window {
        wait_for(title, || self.shown(title).first().copied())
    }

    /// Every window with this title that is shown.
    pub fn shown(&self, title: &str) -> Vec<Window> {
        let mut all = Vec::new();
        self.below(self.root, &mut all);
        all.retain(|window| self.title(*window).as_deref() == Some(title) && self.is_shown(*window));
        all
    }

    pub fn is_shown(&self, window: Window) -> bool {
        let asked = self.connection.get_window_attributes(window).ok().and_then(|asked| asked.reply().ok());
        asked.is_some_and(|attributes| attributes.map_state == MapState::VIEWABLE)
    }

    fn below(&self, window: Window, found: &mut Vec<Window>) {
        let Some(tree) = self.connection.query_tree(window).ok().and_then(|asked| asked.reply().ok()) else { return };
        for child in tree.children {
            found.push(child);
            self.below(child, found);
        }
    }

    fn title(&self, window: Window) -> Option<String> {
        let name = self.atom("_NET_WM_NAME");
        String::from_utf8(self.property(window, name)).ok().filter(|title| !title.is_empty())
    }

    /// The two names by which a desktop finds the program's icon.
    pub fn class(&self, window: Window) -> Vec<String> {
        let class = String::from_utf8(self.property(window, AtomEnum::WM_CLASS.into())).expect("text");
        class.split_terminator('\0').map(str::to_owned).collect()
    }

    fn property(&self, window: Window, name: Atom) -> Vec<u8> {
        let asked = self.connection.get_property(false, window, name, AtomEnum::ANY, 0, 1024);
        asked.ok().and_then(|asked| asked.reply().ok()).map(|reply| reply.value).unwrap_or_default()
    }

    /// The first number of a property, such as `WM_STATE` or `_NET_ACTIVE_WINDOW`.
    fn number(&self, window: Window, name: &str) -> Option<u32> {
        let value = self.property(window, self.atom(name));
        value.first_chunk().map(|bytes| u32::from_ne_bytes(*bytes))
    }

    fn atom(&self, name: &str) -> Atom {
        let asked = self.connection.intern_atom(false, name.as_bytes()).expect("sent");
        asked.reply().expect("an atom").atom
    }

    /// Where a window's content is on the screen.
    pub fn rectangle(&self, window: Window) -> Option<Rectangle> {
        let size = self.connection.get_geometry(window).ok()?.reply().ok()?;
        let at = self.connection.translate_coordinates(window, self.root, 0, 0).ok()?.reply().ok()?;
        Some(Rectangle { x: at.dst_x.into(), y: at.dst_y.into(), width: size.width.into(), height: size.height.into() })
    }

    /// Moves and resizes it, as a person does.
    pub fn place(&self, window: Window, to: Rectangle) {
        let values = ConfigureWindowAux::new().x(to.x).y(to.y).width(to.width).height(to.height);
        self.connection.configure_window(window, &values).expect("sent");
        self.connection.sync().expect("the display");
    }

    /// Waits until the page is on the screen.
    pub fn drawn(&self, window: Window) {
        wait_for("a page", || (self.colours(window) > COLOURS_OF_A_PAGE).then_some(()));
    }

    /// How many colours are seen in a window.
    pub fn colours(&self, window: Window) -> usize {
        self.picture(window).chunks_exact(4).map(|pixel| &pixel[..3]).collect::<BTreeSet<_>>().len()
    }

    /// Four bytes a pixel; nothing where the window is not shown whole.
    fn picture(&self, window: Window) -> Vec<u8> {
        let Some(Rectangle { width, height, .. }) = self.rectangle(window) else { return Vec::new() };
        let (width, height) = (u16::try_from(width).expect("small"), u16::try_from(height).expect("small"));
        let asked = self.connection.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, !0);
        asked.ok().and_then(|asked| asked.reply().ok()).map(|image| image.data).unwrap_or_default()
    }

    /// Whether no program shows a window.
    pub fn is_empty(&self) -> bool {
        let tree = self.connection.query_tree(self.root).ok().and_then(|asked| asked.reply().ok());
        tree.is_some_and(|tree| !tree.children.iter().any(|window| self.is_shown(*window)))
    }

    /// What changes on the whole display from now on.
    pub fn changes(&self) -> Changes<'_> {
        self.connection.damage_query_version(1, 1).expect("sent").reply().expect("the display tells of changes");
        let damage = self.connection.generate_id().expect("an id");
        self.connection.damage_create(damage, self.root, ReportLevel::NON_EMPTY).expect("sent");
        self.connection.sync().expect("the display");
        Changes { display: self, damage, picture: self.picture(self.root) }
    }

    /// Asks a window to close, as its frame's button does.
    pub fn close(&self, window: Window) {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS"), self.atom("WM_DELETE_WINDOW"));
        let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message).expect("sent");
        self.connection.sync().expect("the display");
    }

    /// Asks the window manager for something about a window.
    pub fn ask_manager(&self, window: Window, about: &str, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, window, self.atom(about), data);
        let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        self.connection.send_event(false, self.root, mask, message).expect("sent");
        self.connection.sync().expect("the display");
    }

    pub fn minimise(&self, window: Window) {
        self.ask_manager(window, "WM_CHANGE_STATE", [3, 0, 0, 0, 0]);
        wait_for("a minimised window", || (!self.is_shown(window)).then_some(()));
    }

    /// Adds (1) or removes (0) the state in which a window fills the screen.
    pub fn maximise(&self, window: Window, add: u32) {
        let sides = ["_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ"].map(|side| self.atom(side));
        self.ask_manager(window, "_NET_WM_STATE", [add, sides[0], sides[1], 1, 0]);
    }

    /// Whether the window manager holds this window for the one in use.
    pub fn is_active(&self, window: Window) -> bool {
        self.number(self.root, "_NET_ACTIVE_WINDOW") == Some(window)
    }

    /// Waits until a window manager has begun.
    pub fn managed(&self) {
        wait_for("a window manager", || self.number(self.root, "_NET_SUPPORTING_WM_CHECK"));
    }

    /// Covers the whole screen with a window of its own and takes the keyboard there, as another program would.
    pub fn cover(&self) -> Window {
        let (window, screen) = (self.connection.generate_id().expect("an id"), self.screen());
        let (width, height) =
            (u16::try_from(screen.width).expect("small"), u16::try_from(screen.height).expect("small"));
        let values = CreateWindowAux::new().background_pixel(0);
        let parent = self.root;
        let class = WindowClass::INPUT_OUTPUT;
        self.connection.create_window(0, window, parent, 0, 0, width, height, 0, class, 0, &values).expect("sent");
        self.connection.map_window(window).expect("sent");
        self.connection.sync().expect("the display");
        self.connection.set_input_focus(InputFocus::PARENT, window, 0_u32).expect("sent");
        wait_for("a covered screen", || (self.in_front() == Some(window)).then_some(()));
        window
    }

    /// The window that is above all others and has the keyboard.
    pub fn in_front(&self) -> Option<Window> {
        let focus = self.connection.get_input_focus().ok()?.reply().ok()?.focus;
        let above = self.connection.query_tree(self.root).ok()?.reply().ok()?.children;
        let above = above.into_iter().rfind(|window| self.is_shown(*window))?;
        let mut inside = vec![above];
        self.below(above, &mut inside);
        inside.contains(&focus).then_some(above)
    }
}

/// Follows what is drawn, without asking while nothing is.
pub struct Changes<'a> {
    display: &'a Display,
    damage: Damage,
    picture: Vec<u8>,
}

pub struct Change {
    pub at: Instant,
    /// More colours than an empty page and its surroundings.
    pub has_letters: bool,
}

impl Changes<'_> {
    /// The next picture that differs from the one before; none where it stays for so long.
    pub fn next(&mut self, quiet: Duration) -> Option<Change> {
        let connection = &self.display.connection;
        let begun = Instant::now();
        while begun.elapsed() < quiet {
            let Some(event) = connection.poll_for_event().expect("the display") else {
                std::thread::sleep(Duration::from_millis(1));
                continue;
            };
            let at = Instant::now();
            if !matches!(event, Event::DamageNotify(_)) {
                continue;
            }
            connection.damage_subtract(self.damage, x11rb::NONE, x11rb::NONE).expect("sent");
            let picture = self.display.picture(self.display.root);
            if picture != self.picture {
                // Every fourth pixel is enough to see letters by.
                let colours: BTreeSet<_> = picture.chunks_exact(16).map(|pixels| &pixels[..3]).collect();
                let has_letters = colours.len() > COLOURS_OF_A_PAGE;
                self.picture = picture;
                return Some(Change { at, has_letters });
            }
        }
        None
    }
}

impl Drop for Changes<'_> {
    fn drop(&mut self) {
        let _ = self.display.connection.damage_destroy(self.damage);
    }
}
