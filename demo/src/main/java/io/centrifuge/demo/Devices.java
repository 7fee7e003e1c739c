package io.centrifuge.demo;

import io.centrifuge.KeyHash;
import io.centrifuge.examples.rendezvous.DeviceClient;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The devices: they publish and ask through the front ends, patiently, and enter every answer in
 * the ledger. Any thread may call; the calls block.
 */
final class Devices {
    private static final int LOCKS = 4096;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<String> ids;
    private final List<String> frontEnds;
    private final DeviceClient client;
    private final Ledger ledger;
    private final Traffic traffic;

    /** A device publishes one address after the other. */
    private final ReentrantLock[] publishing = new ReentrantLock[LOCKS];

    Devices(
            List<String> ids,
            List<String> frontEnds,
            DeviceClient client,
            Ledger ledger,
            Traffic traffic) {
        this.ids = ids;
        this.frontEnds = frontEnds;
        this.client = client;
        this.ledger = ledger;
        this.traffic = traffic;
        for (int i = 0; i < LOCKS; i++) {
            publishing[i] = new ReentrantLock();
        }
    }

    static long[] hashes(List<String> ids) {
        return ids.stream().mapToLong(KeyHash::of).toArray();
    }

    int count() {
        return ids.size();
    }

    /** Publishes a new address; returns whether it was acknowledged in time. */
    boolean publish(int device, Duration patience) throws InterruptedException {
        ReentrantLock lock = publishing[device % LOCKS];
        lock.lockInterruptibly();
        try {
            return publishAlone(device, patience);
        } finally {
            lock.unlock();
        }
    }

    /** Publishes again if there was a loss; returns false if that failed. */
    boolean republish(int device, Duration patience) throws InterruptedException {
        ReentrantLock lock = publishing[device % LOCKS];
        lock.lockInterruptibly();
        try {
            if (!ledger.mustPublish(device)) {
                return true;
            }
            boolean done = publishAlone(device, patience);
            if (done) {
                traffic.republished.increment();
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    private boolean publishAlone(int device, Duration patience) throws InterruptedException {
        PublishedAddress address = ledger.publish(device);
        String frontEnd = frontEnds.get(ledger.frontEndOf(device));
        Call call = new Call(patience);
        do {
            long sentAt = System.nanoTime();
            if (call.send(() ->
                    client.publish(frontEnd, ids.get(device), address.text(), address.version()))) {
                ledger.acknowledge(address, sentAt);
                traffic.ok.increment();
                return true;
            }
        } while (call.mayRetry());
        return false;
    }

    /** What came of a question. */
    enum Found {
        ADDRESS,
        UNKNOWN,
        WRONG,
        NO_ANSWER
    }

    /** Asks for a device's address through a front end, until some owner answers. */
    Found ask(int device, int frontEnd, Duration patience) throws InterruptedException {
        Call call = new Call(patience);
        do {
            Ledger.Question question = ledger.ask(device);
            if (call.send(() -> client.find(frontEnds.get(frontEnd), ids.get(device)))) {
                return enter(question, call.reply);
            }
        } while (call.mayRetry());
        return Found.NO_ANSWER;
    }

    private Found enter(Ledger.Question question, DeviceClient.Reply reply) {
        if (reply.status() == 404) {
            ledger.unknown(question, System.nanoTime());
            return Found.UNKNOWN;
        }
        if (!ledger.answer(question, reply.address())) {
            return Found.WRONG;
        }
        traffic.ok.increment();
        return Found.ADDRESS;
    }

    private interface Exchange {
        DeviceClient.Reply send() throws IOException, InterruptedException;
    }

    /** One request with its repetitions. */
    private final class Call {
        private static final DeviceClient.Reply NONE = new DeviceClient.Reply(0, "", 1);

        private final long deadline;
        private DeviceClient.Reply reply = NONE;
        private boolean isRetried;

        Call(Duration patience) {
            deadline = System.nanoTime() + patience.toNanos();
            traffic.requests.increment();
        }

        /** Whether an owner answered. */
        boolean send(Exchange exchange) throws InterruptedException {
            try {
                reply = exchange.send();
            } catch (IOException unreachable) {
                reply = NONE;
            }
            if (reply.attempts() > 1) {
                retried();
            }
            return reply.isAnswered();
        }

        boolean mayRetry() throws InterruptedException {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            retried();
            Waiting.pause(PAUSE.multipliedBy(ThreadLocalRandom.current().nextInt(5, 16))
                    .dividedBy(10));
            return true;
        }

        private void retried() {
            if (!isRetried) {
                isRetried = true;
                traffic.retried.increment();
            }
        }
    }
}
