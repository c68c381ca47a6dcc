//! What the tests share: a session with a real keychain, a world over the practice server, and the real window.

pub mod answers;
pub mod crash;
pub mod desktop;
pub mod elsewhere;
pub mod four;
pub mod fuzz;
pub mod hands;
pub mod ill;
pub mod main_job;
pub mod rig;
pub mod scan;
pub mod scene;
pub mod started;
pub mod tls;
pub mod window;
pub mod world;
pub mod x;
