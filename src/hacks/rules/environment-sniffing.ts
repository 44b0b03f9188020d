import { pattern } from './pattern.ts';
import { COMPARES, type Row, type Rule, ruleOf } from './rule.ts';

const WHERE =
  'It asks on which machine, for whom or where it runs and decides by that, as code does that ' +
  'wants to recognise the measuring machine. An honest change works the same everywhere.';
const ASKS =
  'It asks on which machine or for whom it runs. Say what for: what is measured must not depend ' +
  'on it.';
const CORES =
  'It compares the number of cores with one exact number, which may be that of the measuring ' +
  'machine. Sizing a pool by the number of cores needs no such comparison.';

const IDENTITY = pattern`
    \b(?:os\.hostname|hostname\(|os\.userInfo|userInfo\(|gethostname|platform\.node\(
    |getpass\.getuser|os\.getlogin|getlogin\w{0,2}\(|os\.Hostname|user\.Current\(|Etc\.getlogin
    |getLocalHost|getpwuid|whoami|cpus\(\)\[\d\]\.model|platform\.processor\(|\$HOSTNAME|\$LOGNAME)
  `;
const FOLDER =
  String.raw`\b(?:process\.cwd\(\)|os\.getcwd\(\)|getcwd ?\([^()]{0,40}\)|os\.Getwd\(\)|` +
  String.raw`current_dir\(\)|Dir\.pwd|Path\.cwd\(\)|__dirname|__filename|__file__|` +
  String.raw`meta\.(?:dirname|filename|url)|user\.dir)`;
const TEXT_ASKED =
  String.raw`(?:[=!]==?|=~|\.(?:includes|startsWith|endsWith|startswith|endswith|match|contains|` +
  String.raw`equals|starts_with|ends_with|include\?|start_with\?|indexOf)\b)`;

/** The folder held against a text, on either side. */
const FOLDER_COMPARED: RegExp = new RegExp(
  [
    String.raw`${FOLDER}.{0,60}${TEXT_ASKED} ?\(?.{0,10}['"\x60/][^'"\x60]{2}`,
    String.raw`['"][^'"]{2,100}['"] (?:not )?in (?:str\()?${FOLDER}`,
    String.raw`\b(?:HasPrefix|HasSuffix|Contains|strstr|strcmp)\( ?${FOLDER}`,
  ].join('|'),
);

const hard = { rule: 'environment-sniffing', severity: 'hard', message: WHERE } as const;
const soft = { rule: 'environment-sniffing', severity: 'soft', message: ASKS } as const;

const ROWS: readonly Row[] = [
  { ...hard, see: 'live', pattern: IDENTITY, also: COMPARES },
  { ...soft, see: 'code', pattern: IDENTITY, unless: COMPARES, onlyWhenNew: true },
  {
    ...hard,
    see: 'live',
    pattern: FOLDER_COMPARED,
    unless: /argv|__main__|require\.main/, // the usual question whether a file is the program
  },
  {
    ...hard,
    see: 'live',
    pattern: pattern`
        \/proc\/(?:self|\d{1,7}|\$\{[^}]{1,60}\}|\{[^}]{0,60}\}|%[dsv]|\$\w{1,20}
        |" ?\+.{1,60}\+ ?")\/(?:cmdline|comm|environ)\b
      `,
  },
  {
    ...soft,
    see: 'live',
    pattern: pattern`
        \/proc\/[$%{]|\/proc\/(?:self|cpuinfo|\d{1,7}|loadavg|uptime|meminfo|stat)\b
        |\/sys\/(?:class\/dmi
        |devices\/system)|\/etc\/(?:hostname|machine-id)|\/\.dockerenv|\/\.containerenv
      `,
    unless: /\/(?:cmdline|comm|environ)\b/,
    onlyWhenNew: true,
  },
  {
    ...hard,
    see: 'live',
    pattern: pattern`
        \.parent\(\)\.(?:name|cmdline|exe)\b|ProcessHandle\.current\(\)\.parent\(\)|\bps -(?:o
        |p)\b.{0,60}(?:\$PPID|ppid|comm)
      `,
  },
  {
    ...soft,
    see: 'code',
    pattern: pattern`
        \b(?:process\.ppid|os\.getppid\(|os\.Getppid\(|getppid\(|parent_id\(\)|Process\.ppid)
        |\$\{?PPID\b
      `,
  },
  {
    ...soft,
    message: CORES,
    see: 'code',
    pattern: pattern`
        (?:cpus\(\)\.length|availableParallelism\(\)|cpu_count\(\)|NumCPU\(\)|num_cpus::get\(\)
        |availableProcessors\(\)|\bnproc\)?"?|hardware_concurrency\(\)) ?(?:===?|!==?|-eq
        |-ne) ?(?![01]\b)\d
      `,
  },
  {
    ...soft,
    see: 'code',
    pattern: /\b(?:os\.(?:uptime|loadavg|totalmem|freemem|getloadavg)\(|sys\.gettrace\(|psutil\.)/,
    onlyWhenNew: true,
  },
];

/** The machine, the user, the folder or the parent process as a switch. */
export const environmentSniffing: Rule = ruleOf(ROWS);
