'use strict';

/** CPU and allocations of this thread, together, so that script ids of one fit the other. */
exports.start = ({ cpuIntervalUs, allocIntervalBytes }) => {
  const { Session } = require('inspector'); // throws in a Node that was built without it
  const session = new Session();
  session.connect();
  const post = (method, parameters) => postTo(session, method, parameters);
  if (allocIntervalBytes !== null) {
    post('HeapProfiler.enable');
    post('HeapProfiler.startSampling', {
      samplingInterval: allocIntervalBytes,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
  }
  if (cpuIntervalUs !== null) {
    post('Profiler.enable');
    post('Profiler.setSamplingInterval', { interval: cpuIntervalUs });
    post('Profiler.start');
  }
  return {
    stop() {
      const cpu = cpuIntervalUs === null ? null : post('Profiler.stop').profile;
      const heap = allocIntervalBytes === null ? null : post('HeapProfiler.stopSampling').profile;
      session.disconnect();
      return { cpu, heap };
    },
  };
};

/** Sessions within the own thread answer before `post` returns. */
function postTo(session, method, parameters = {}) {
  let failure = new Error(`${method} was not answered`);
  let answer = null;
  session.post(method, parameters, (error, result) => {
    failure = error;
    answer = result;
  });
  if (failure !== null) {
    throw failure;
  }
  return answer;
}
