/**
 * Names of clients and the words that give them away, the most telling first: nearly every browser
 * also claims to be Safari, and every crawler to be a browser.
 */
const FAMILIES = [
  ['Googlebot', 'googlebot(?:-\\w+)?', 'bot'],
  ['Bingbot', 'bingbot', 'bot'],
  ['YandexBot', 'yandex\\w*bot', 'bot'],
  ['DuckDuckBot', 'duckduckbot', 'bot'],
  ['Baiduspider', 'baiduspider', 'bot'],
  ['Applebot', 'applebot', 'bot'],
  ['AhrefsBot', 'ahrefsbot', 'bot'],
  ['SemrushBot', 'semrushbot', 'bot'],
  ['GPTBot', 'gptbot', 'bot'],
  ['ClaudeBot', 'claude(?:bot|-\\w+)', 'bot'],
  ['CCBot', 'ccbot', 'bot'],
  ['Amazonbot', 'amazonbot', 'bot'],
  ['Bytespider', 'bytespider', 'bot'],
  ['PetalBot', 'petalbot', 'bot'],
  ['MJ12bot', 'mj12bot', 'bot'],
  ['DotBot', 'dotbot', 'bot'],
  ['Yahoo', '(?:slurp|yahooseeker)', 'bot'],
  ['Archive', '(?:archive\\.org_bot|ia_archiver)', 'bot'],
  ['Facebook', 'facebookexternalhit', 'bot'],
  ['Slackbot', 'slackbot(?:-\\w+)?', 'bot'],
  ['Uptime monitor', '(?:uptimerobot|pingdom|statuscake)', 'bot'],
  ['Twitterbot', 'twitterbot', 'bot'],
  ['LinkedIn', 'linkedinbot', 'bot'],
  ['Pinterest', '(?:pinterest(?:bot)?)', 'bot'],
  ['Discordbot', 'discordbot', 'bot'],
  ['Telegram', 'telegrambot', 'bot'],
  ['WhatsApp', 'whatsapp', 'bot'],
  ['Sogou', 'sogou[\\w ]*spider', 'bot'],
  ['Seznam', 'seznambot', 'bot'],
  ['Qwant', 'qwant\\w*', 'bot'],
  ['Feed reader', '(?:feedly|feedbin|inoreader|newsblur)', 'bot'],
  ['DataForSEO', 'dataforseobot', 'bot'],
  ['Screaming Frog', 'screaming frog', 'bot'],
  ['Barkrowler', 'barkrowler', 'bot'],
  ['Diffbot', 'diffbot', 'bot'],
  ['Coc Coc', 'coccocbot(?:-\\w+)?', 'bot'],
  ['Exabot', 'exabot', 'bot'],
  ['Mail.Ru', 'mail\\.ru_bot', 'bot'],
  ['Lighthouse', '(?:chrome-lighthouse|pagespeed)', 'bot'],
  ['Headless Chrome', 'headlesschrome', 'bot'],
  ['other bot', '(?:\\w*bot|crawler|spider)', 'bot'],
  ['curl', 'curl', 'program'],
  ['Wget', 'wget', 'program'],
  ['Python', '(?:python(?:-\\w+)?|aiohttp|scrapy)', 'program'],
  ['Go', 'go-http-client', 'program'],
  ['Java', '(?:java|okhttp|apache-httpclient)', 'program'],
  ['Node', '(?:node|axios|undici)', 'program'],
  ['PHP', '(?:php|guzzlehttp)', 'program'],
  ['Ruby', '(?:ruby|faraday)', 'program'],
  ['Perl', '(?:libwww-perl|lwp::simple)', 'program'],
  ['Rust', '(?:reqwest|hyper)', 'program'],
  ['Dart', 'dart', 'program'],
  ['.NET', '(?:restsharp|dotnet)', 'program'],
  ['HTTPie', 'httpie', 'program'],
  ['load test', '(?:k6|apachebench|locust|jmeter)', 'program'],
  ['Postman', 'postmanruntime', 'program'],
  ['Instagram', 'instagram', 'browser'],
  ['Facebook app', '(?:fban|fbav)', 'browser'],
  ['WeChat', 'micromessenger', 'browser'],
  ['UC Browser', 'ucbrowser', 'browser'],
  ['Yandex Browser', 'yabrowser', 'browser'],
  ['DuckDuckGo', '(?:duckduckgo|ddg)', 'browser'],
  ['Edge', 'edg(?:e|a|ios)?', 'browser'],
  ['Opera', '(?:opr|opera|opios)', 'browser'],
  ['Samsung Internet', 'samsungbrowser', 'browser'],
  ['Vivaldi', 'vivaldi', 'browser'],
  ['Firefox', '(?:firefox|fxios)', 'browser'],
  ['Chrome', '(?:chrome|chromium|crios)', 'browser'],
  ['Safari', 'safari', 'browser'],
];

/** Operating systems; iOS and Android first, because they also claim to be Mac OS and Linux. */
const SYSTEMS = [
  ['iOS', '(?:iphone|ipad|ipod)'],
  ['Android', 'android'],
  ['Windows', 'windows'],
  ['macOS', '(?:macintosh|mac os x)'],
  ['ChromeOS', 'cros'],
  ['Linux', '(?:linux|x11)'],
];

/**
 * Who sent a request, from its User-Agent header.
 *
 * @param {string} agent
 * @returns {{ family: string, kind: 'bot' | 'program' | 'browser' | 'unknown', system: string }}
 */
export function classifyUserAgent(agent) {
  const [family, , kind] = firstNamedIn(agent, FAMILIES) ?? ['unknown', '', 'unknown'];
  const [system] = firstNamedIn(agent, SYSTEMS) ?? ['unknown'];
  return { family, kind, system };
}

function firstNamedIn(agent, rows) {
  return rows.find(([, word]) => new RegExp(`\\b${word}\\b`, 'i').test(agent));
}
