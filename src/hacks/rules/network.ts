import type { CodeFile } from '../code-change.ts';
import type { Language } from '../language/language-of.ts';
import { pattern } from './pattern.ts';
import { hasCode, type Rule } from './rule.ts';

const MESSAGE =
  'It newly uses the network. An answer that another machine works out is not faster code, and ' +
  'a measurement must not depend on a network; leave it out.';

const CALLS: Partial<Record<Language, RegExp>> = {
  javascript: pattern`
      (?<![\w.$])fetch\(|\bhttps?\.(?:request|get)\(|\b(?:net|tls)\.(?:connect|createConnection)\(
      |\bdns\.\w{3,12}\(|\baxios\b|\bundici\b|\bnew (?:WebSocket|XMLHttpRequest|EventSource)\b
      |\bdgram\.createSocket
    `,
  python: pattern`
      \brequests\.(?:get|post|put|request|Session)\b|\burllib\.request\b|\burlopen\(
      |\bhttp\.client\b|\bsocket\.(?:socket|create_connection)\b|\baiohttp\b|\bhttpx\b
    `,
  go: /\bnet\.Dial\w{0,8}\(|\bhttp\.(?:Get|Post|Head|NewRequest\w{0,11}|DefaultClient)\b/,
  rust: /\b(?:TcpStream|UdpSocket|UnixStream)::|\breqwest\b|\bureq\b|\bhyper::/,
  c: /(?<![\w.>:])(?:getaddrinfo|gethostbyname) ?\(|\bcurl_easy_\w{3,10}|\bAF_INET6?\b/,
  jvm: pattern`
    \bHttpClient\b|\bURLConnection\b|\bnew (?:Socket|DatagramSocket)\(|\.openStream\(\)|\bOkHttp
  `,
  ruby: /\bNet::HTTP\b|\bTCPSocket\b|\bURI\.open\b|\bopen-uri\b|\bFaraday\b/,
  shell: /\b(?:curl|wget|nc|ncat|telnet|scp|rsync|ssh) |\/dev\/tcp\//,
  config: /\b(?:curl|wget) /,
};

const IMPORTS: Partial<Record<Language, RegExp>> = {
  javascript: pattern`
      \b(?:from|require\(|import\(|import) ?['"\x60](?:node:)?(?:https?|http2|net|tls|dgram|dns
      |undici|axios|got|ws|node-fetch|superagent)(?:\/[\w/]{1,20})?['"\x60]
    `,
  go: /^(?:import )?(?:\w{1,20} )?"net(?:\/http)?"$/,
  python: /^(?:import|from) (?:requests|urllib|socket|http\.client|aiohttp|httpx)\b/,
};

const FAR = /\b(?:https?|wss?|ftp):\/\/(?!localhost\b|127\.|0\.0\.0\.0|\[::1)[\w.-]/;

/** Calls over a network in files that had none. */
export const network: Rule = (file) => {
  if (!hasCode(file.language)) {
    return [];
  }
  const patterns = patternsFor(file);
  if (patterns.some((each) => each.test(file.oldText))) {
    return [];
  }
  return file.fresh
    .filter(({ live }) => patterns.some((each) => each.test(live)))
    .map((line) => ({
      rule: 'network',
      severity: FAR.test(line.live) ? 'hard' : 'soft',
      line,
      message: MESSAGE,
    }));
};

function patternsFor({ language }: CodeFile): RegExp[] {
  const known = [CALLS[language], IMPORTS[language]].filter((each) => each !== undefined);
  return language === 'generic' ? Object.values(CALLS).slice(0, -2) : known;
}
