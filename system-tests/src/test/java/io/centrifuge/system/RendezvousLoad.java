package io.centrifuge.system;

import io.centrifuge.examples.rendezvous.BackEnd;
import io.centrifuge.examples.rendezvous.DeviceClient;
import io.centrifuge.examples.rendezvous.FrontEnd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rendezvous service under load: devices that publish an address, ask for it, and must be
 * answered that one. Each is one thread's, so there is but one right answer. Requests that nobody
 * answers are repeated, for a while.
 */
final class RendezvousLoad implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int DEVICES_OF_EACH = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final long PAUSE_MILLIS = 10;

    private final List<BackEnd> backEnds = new ArrayList<>();
    private final List<FrontEnd> frontEnds = new ArrayList<>();
    private final DeviceClient client = new DeviceClient();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    RendezvousLoad(String managers) {
        try {
            for (int i = 1; i <= 3; i++) {
                backEnds.add(BackEnd.start("rendezvous", managers, "back-end-" + i, 0));
            }
            for (int i = 1; i <= 2; i++) {
                frontEnds.add(FrontEnd.start("rendezvous", managers, 0));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How many losses its front ends have told of, by the numbers of the last ones. */
    List<Long> lastLosses() {
        List<Long> last = new ArrayList<>();
        for (FrontEnd frontEnd : frontEnds) {
            try {
                last.add(client.lastLoss(frontEnd.address()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
        return last;
    }

    void start() {
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> publishAndAsk(number)));
        }
    }

    private void publishAndAsk(int thread) {
        try {
            long publication = 0;
            do {
                publication++;
                for (int i = 0; i < DEVICES_OF_EACH && ending.getCount() > 0; i++) {
                    String device = "device-%d-%d".formatted(thread, i);
                    String address = device + "@" + publication;
                    long number = publication;
                    request(
                            "publish " + address,
                            frontEnd -> client.publish(frontEnd, device, address, number),
                            204,
                            "");
                    request(
                            "find " + address,
                            frontEnd -> client.find(frontEnd, device),
                            200,
                            address);
                }
            } while (!ending.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            failures.add("interrupted");
        }
    }

    private interface Request {
        DeviceClient.Reply send(String frontEnd) throws IOException, InterruptedException;
    }

    private void request(String what, Request request, int status, String address)
            throws InterruptedException {
        requests.incrementAndGet();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        DeviceClient.Reply reply = send(request);
        while (!reply.isAnswered() && System.nanoTime() - deadline < 0) {
            repeated.incrementAndGet();
            ending.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            reply = send(request);
        }
        if (reply.status() != status || !reply.address().equals(address)) {
            failures.add("%s: %s".formatted(what, reply));
        }
    }

    private DeviceClient.Reply send(Request request) throws InterruptedException {
        FrontEnd frontEnd = frontEnds.get(ThreadLocalRandom.current().nextInt(frontEnds.size()));
        try {
            return request.send(frontEnd.address());
        } catch (IOException failure) {
            return new DeviceClient.Reply(0, failure.toString(), 1);
        }
    }

    /** Ends the requests; what came of them stays. */
    void end() {
        ending.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    long requests() {
        return requests.get();
    }

    /** How many times a request had to be sent again. */
    long repeated() {
        return repeated.get();
    }

    /** Requests that weren't answered rightly, repetitions and all. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        end();
        frontEnds.forEach(FrontEnd::close);
        backEnds.forEach(BackEnd::close);
        client.close();
    }
}
