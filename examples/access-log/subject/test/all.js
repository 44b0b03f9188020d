// All tests in one process: starting one for each file takes longer than the tests themselves.
import './cli.test.js';
import './generate-log.test.js';
import './latency.test.js';
import './parse-line.test.js';
import './report.test.js';
import './route.test.js';
import './sessions.test.js';
import './suspicious.test.js';
import './tally.test.js';
import './timestamp.test.js';
import './user-agent.test.js';
