/**
 * A small shop, as its visitors see it. A target may hold placeholders: {id} a number, {uuid},
 * {hash} of a built file, {word} something searched for, {page} a number of a page. `ms` is what
 * an answer usually takes, `bytes` its usual size.
 */
export const PAGES = [
  { weight: 120, method: 'GET', target: '/', ms: 18, bytes: 8_400 },
  { weight: 160, method: 'GET', target: '/products/{id}', ms: 34, bytes: 14_200 },
  { weight: 90, method: 'GET', target: '/search?q={word}&page={page}', ms: 85, bytes: 11_800 },
  { weight: 70, method: 'GET', target: '/categories/{page}?sort=price', ms: 52, bytes: 16_000 },
  { weight: 60, method: 'GET', target: '/blog/{page}', ms: 22, bytes: 21_500 },
  { weight: 80, method: 'GET', target: '/static/app.{hash}.js', ms: 3, bytes: 184_000 },
  { weight: 70, method: 'GET', target: '/static/site.{hash}.css', ms: 2, bytes: 32_000 },
  { weight: 90, method: 'GET', target: '/images/{id}.webp', ms: 4, bytes: 48_000 },
  { weight: 60, method: 'GET', target: '/api/users/{id}/orders?limit=20', ms: 64, bytes: 5_200 },
  { weight: 50, method: 'GET', target: '/api/carts/{uuid}', ms: 27, bytes: 1_900 },
  { weight: 40, method: 'POST', target: '/api/carts/{uuid}/items', ms: 45, bytes: 320 },
  { weight: 16, method: 'DELETE', target: '/api/carts/{uuid}/items/{id}', ms: 41, bytes: 0 },
  { weight: 14, method: 'POST', target: '/api/orders', ms: 210, bytes: 640 },
  { weight: 18, method: 'POST', target: '/login', ms: 160, bytes: 410 },
  { weight: 20, method: 'GET', target: '/caf%C3%A9', ms: 20, bytes: 7_700 },
  { weight: 12, method: 'GET', target: '/health', ms: 1, bytes: 2 },
];

/** What scanners ask for. */
export const PROBES = [
  { weight: 3, method: 'GET', target: '/wp-login.php', ms: 2, bytes: 150 },
  { weight: 2, method: 'GET', target: '/.env', ms: 2, bytes: 150 },
  { weight: 2, method: 'GET', target: '/.git/config', ms: 2, bytes: 150 },
  { weight: 1, method: 'GET', target: '/phpmyadmin/index.php', ms: 2, bytes: 150 },
  { weight: 1, method: 'GET', target: '/static/../../etc/passwd', ms: 2, bytes: 150 },
];

export const SEARCH_WORDS = [
  ...['kettle', 'desk+lamp', 'wool%20blanket', 'Teapot', 'notebook', 'umbrella', 'cork', 'clock'],
  ...['tent', 'chess', 'garden+hose', 'jar', 'bicycle', 'tea', 'sewing', 'basket', 'soap'],
];

export const REFERRERS = [
  { weight: 50, url: '-' },
  { weight: 20, url: 'https://www.google.com/' },
  { weight: 6, url: 'https://duckduckgo.com/' },
  { weight: 5, url: 'https://www.bing.com/search?q=shop' },
  { weight: 8, url: 'https://shop.example/' },
  { weight: 4, url: 'https://news.example/gifts-under-20?utm=a' },
  { weight: 2, url: 'android-app://com.example.reader' },
];

/** Browsers, crawlers and programs; {v} is a version. Scanners show up as the ones with `probes`. */
export const AGENTS = [
  {
    weight: 34,
    text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36',
  },
  {
    weight: 22,
    text: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.1 Mobile/15E148 Safari/604.1',
  },
  {
    weight: 10,
    text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36 Edg/{v}.0.0.0',
  },
  { weight: 9, text: 'Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0' },
  {
    weight: 5,
    text: 'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/{v}.0 Chrome/121.0.0.0 Mobile Safari/537.36',
  },
  { weight: 5, text: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
  { weight: 3, text: 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)' },
  { weight: 2, text: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)' },
  { weight: 3, text: 'python-requests/2.{v}.0' },
  { weight: 2, text: 'curl/8.{v}.1' },
  { weight: 1, text: 'Go-http-client/1.1' },
  { weight: 1, text: '-' },
  { weight: 1, text: 'zgrab/0.{v}', probes: true },
  { weight: 1, text: 'Mozilla/5.0', probes: true },
];
