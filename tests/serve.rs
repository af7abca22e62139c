//! The preview over real sockets.

use crate::harness::TestSite;
use crate::serve_harness::Serving;

#[test]
fn an_edit_is_served() {
    let site = TestSite::new().file("content/index.md", "# Home\n\nOne.\n");
    let mut serving = Serving::start(&site, &[]);
    let page = serving.get("/");
    assert_eq!((page.status, page.header("content-type").split(';').next()), (200, Some("text/html")));
    assert!(page.text().contains("One."), "{}", page.text());
    site.write("content/index.md", "# Home\n\nTwo.\n");
    serving.wait_until("the edit", |serving| serving.get("/").text().contains("Two."));
}
