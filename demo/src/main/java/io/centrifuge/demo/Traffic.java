package io.centrifuge.demo;

import java.util.concurrent.atomic.LongAdder;

/** What happened to the devices' requests; a request is a publication or a question. */
final class Traffic {
    final LongAdder requests = new LongAdder();
    final LongAdder ok = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder lossesNotified = new LongAdder();
    final LongAdder republished = new LongAdder();
}
