// Holds the stream of events for every window of the browser, where windows cannot agree on one of them to hold it.
"use strict";
const channel = new BroadcastChannel("tearsheet");
let stream = null;

function open(build) {
  stream = new EventSource(`/__tearsheet__/events?since=${encodeURIComponent(build)}`);
  stream.onmessage = ({ data }) => channel.postMessage(JSON.parse(data));
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(open, 1000, build);
  };
}

// A window says which build it has seen; the first one's is where the stream begins.
onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data: build }) => stream ?? open(build);
};
