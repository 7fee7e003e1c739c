package io.centrifuge.store.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries records to the group's leader in order, by a thread of its own, since handing one to
 * Ratis may block. Each is sent at most once, and what becomes of it is not looked at: the log
 * tells. While no leader is known they wait. {@link #offer} and {@link #leaderChanged} may be
 * called by any thread and never block.
 */
final class Proposer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Proposer.class);

    /** How often a leader is looked for though no change was heard of. */
    private static final long LOOK_AGAIN_MILLIS = 20;

    /** In the queue of records, none of which is empty: connect to who leads now. */
    private static final byte[] CONNECT = {};

    private final BlockingQueue<byte[]> waiting;
    private final Semaphore inFlight;

    /** One permit, if there is news of the leader since it was last looked for. */
    private final Semaphore news = new Semaphore(0);

    private @Nullable Thread thread;
    private volatile boolean closed;

    Proposer(RatisStoreConfig.Limits limits) {
        waiting = new ArrayBlockingQueue<>(limits.waiting());
        inFlight = new Semaphore(limits.inFlight());
    }

    /** What was offered before has waited. */
    void start(LeaderRoute route) {
        Thread carrier = new Thread(() -> run(route), "store-proposer");
        carrier.setDaemon(true);
        carrier.start();
        thread = carrier;
    }

    /** Drops the record if too many wait. */
    void offer(byte[] record) {
        if (!closed && !waiting.offer(record)) {
            LOG.debug("dropped a proposal: {} wait already", waiting.size());
        }
    }

    void leaderChanged() {
        news.release();
        // Where much waits the connection is made for that.
        waiting.offer(CONNECT);
    }

    /** Blocks until the thread has ended; by whoever called {@link #start}. */
    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(LeaderRoute route) {
        try {
            while (!closed) {
                byte[] record = waiting.take();
                if (record.length == 0) {
                    connect(route);
                    continue;
                }
                RaftPeerId leader = awaitLeader(route);
                inFlight.acquire();
                send(route, record, leader);
            }
        } catch (InterruptedException closing) {
            LOG.debug("{} proposals are left behind", waiting.size());
        }
    }

    private RaftPeerId awaitLeader(LeaderRoute route) throws InterruptedException {
        Optional<RaftPeerId> leader = route.leader();
        while (leader.isEmpty()) {
            news.drainPermits();
            leader = route.leader();
            if (leader.isEmpty() && news.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                leader = route.leader();
            }
        }
        return leader.get();
    }

    private static void connect(LeaderRoute route) {
        try {
            route.connect();
        } catch (IOException refused) {
            LOG.debug("the leader was not reached", refused);
        }
    }

    private void send(LeaderRoute route, byte[] record, RaftPeerId leader) {
        try {
            var unused = route.send(record, leader).whenComplete((reply, failure) -> {
                inFlight.release();
                if (failure != null) {
                    LOG.debug("a proposal got no answer", failure);
                }
            });
        } catch (IOException refused) {
            inFlight.release();
            LOG.debug("a proposal was not taken", refused);
        }
    }
}
