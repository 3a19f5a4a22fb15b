//! The public pages: what anyone gets, and how it may be kept.

use harness::World;
use reqwest::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER,
};

/// A page as a browser gets it.
struct Page {
    status: u16,
    headers: HeaderMap,
    text: String,
}

async fn ask(address: &str, known: Option<&str>) -> Page {
    let mut request = harness::client().get(address);
    if let Some(known) = known {
        request = request.header(IF_NONE_MATCH, known);
    }
    let answer = request.send().await.expect("an answer");
    Page {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        text: answer.text().await.unwrap_or_default(),
    }
}

impl Page {
    fn header(&self, name: impl reqwest::header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

#[actix_web::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let world = World::new().await;
    let address = format!("{}/{}", world.origin, world.slug);
    let first = ask(&address, None).await;
    assert_eq!(first.status, 200);
    let tag = first.header(ETAG).to_owned();
    let opaque = tag.trim_start_matches("W/").to_owned();
    let several = format!("\"other\", {tag}");
    for known in [tag.as_str(), opaque.as_str(), several.as_str(), "*"] {
        let again = ask(&address, Some(known)).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{known}");
        assert_eq!(again.header(ETAG), tag, "{known}");
    }
    for unknown in ["\"other\"", "W/\"\"", "nonsense"] {
        assert_eq!(ask(&address, Some(unknown)).await.status, 200, "{unknown}");
    }
    let head = harness::client().head(&address).send().await;
    let head = head.expect("an answer");
    assert_eq!(
        (head.status().as_u16(), head.headers()[ETAG].to_str().ok()),
        (200, Some(tag.as_str()))
    );
    world.ends().await;
}

#[actix_web::test]
async fn what_a_page_loads_is_there_and_is_kept_for_ever() {
    let world = World::new().await;
    let page = ask(&format!("{}/{}", world.origin, world.slug), None).await;
    assert!(!page.text.contains("<style") && !page.text.contains(" style="));
    assert!(!page.header(CONTENT_SECURITY_POLICY).contains("unsafe"));
    let address = |text: &str, before: &str, after: char| -> Vec<String> {
        text.split(before)
            .skip(1)
            .filter_map(|rest| Some(rest.split(after).next()?.to_owned()))
            .collect()
    };
    let style = address(&page.text, "rel=\"stylesheet\" href=\"", '"');
    assert_eq!(style.len(), 1);
    let css = ask(&format!("{}{}", world.origin, style[0]), None).await;
    let mut loaded = address(&css.text, "url(", ')');
    assert!(loaded.len() > 3, "{loaded:?}");
    loaded.extend(style);
    for one in loaded {
        let got = ask(&format!("{}{one}", world.origin), None).await;
        assert_eq!(got.status, 200, "{one}");
        assert!(got.header(CACHE_CONTROL).contains("immutable"), "{one}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn an_address_that_leads_nowhere_says_so_in_the_frame_of_its_body() {
    let world = World::new().await;
    let at = |path: &str| format!("{}/{}{path}", world.origin, world.slug);
    let gone = ask(&at("/rulings/2026-none-1"), None).await;
    assert_eq!(gone.status, 404);
    let odd = ask(&at("/rulings?page=yesterday"), None).await;
    assert_eq!(odd.status, 422);
    let nowhere = ask(&at("/no/such/page"), None).await;
    assert_eq!(nowhere.status, 404);
    for page in [&gone, &odd, &nowhere] {
        assert!(
            page.text.contains("Simulation.") && page.text.contains("Rulings of"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("on our side"), "{}", page.text);
        assert_eq!(page.header(CACHE_CONTROL), "no-store");
        assert_eq!(page.header(RETRY_AFTER), "");
    }
    let stranger = ask(&format!("{}/nobody-here", world.origin), None).await;
    assert_eq!(stranger.status, 404);
    assert!(
        stranger.text.contains("To the list of bodies") && !stranger.text.contains("Simulation.")
    );
    world.ends().await;
}

#[actix_web::test]
async fn indexers_find_the_rulings_of_real_bodies_and_no_simulation() {
    let world = World::new().await;
    let robots = ask(&format!("{}/robots.txt", world.origin), None).await;
    assert_eq!(robots.status, 200);
    let sitemap = format!("{}/sitemap.xml", world.origin);
    assert!(robots.text.contains(&format!("Sitemap: {sitemap}")));
    assert!(robots.text.contains("Disallow: /*/desk"));
    let bodies = ask(&sitemap, None).await;
    assert!(bodies.status == 200 && bodies.text.contains("<sitemapindex"));
    assert!(!bodies.text.contains(&format!("/{}/", world.slug)));
    let own = ask(
        &format!("{}/{}/sitemap.xml", world.origin, world.slug),
        None,
    )
    .await;
    assert!(own.status == 200 && own.text.contains(&format!("/{}/rulings</loc>", world.slug)));
    for (part, status) in [
        ("1", 200),
        ("0", 404),
        ("2", 404),
        ("9223372036854775807", 404),
        ("x", 422),
    ] {
        let address = format!("{}/{}/sitemap.xml?part={part}", world.origin, world.slug);
        assert_eq!(ask(&address, None).await.status, status, "{part}");
    }
    world.ends().await;
}
