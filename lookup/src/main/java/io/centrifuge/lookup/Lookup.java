package io.centrifuge.lookup;

import io.centrifuge.Hint;
import io.centrifuge.KeyHash;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What a front-end server asks before it sends a request on: "who owns this key?"
 * (docs/protocol.md, "Tables and losses"; paper, section 3.3). It holds a copy of the whole lease
 * table, which a manager keeps up to date, and answers from it.
 *
 * <pre>{@code
 * Lookup lookup = Lookup.builder()
 *         .service("rendezvous")
 *         .managers("manager-1:7400,manager-2:7400,manager-3:7400")
 *         .tls(Path.of("key.pem"), Path.of("certificate.pem"), Path.of("trust.pem"))
 *         .lossListener(loss -> publishAgain(loss.ranges()))
 *         .build();
 * lookup.start();
 *
 * Hint hint = lookup.lookup(key);
 * if (hint.isKnown() && !send(request, hint.address().orElseThrow())) {
 *     lookup.refused(hint); // "not mine", said the owner: try again a little later
 * }
 * }</pre>
 *
 * <p>An answer is a hint: it may be stale, and the owner that it names checks its lease itself. A
 * key is bytes; a String counts as its UTF-8 bytes. Any thread may call any method. Lookups never
 * block, and allocate nothing but an index after some hundreds of them in one table; without any
 * manager they answer from the last table there was, also after {@link #close}.
 *
 * <p>Invariant: the table never goes back to an older one, and every step from one table to the
 * next has been searched for losses.
 */
public final class Lookup implements AutoCloseable {
    private final LookupDriver driver;
    private final LookupStatus status;
    private final ServiceName service;
    private final ProcessClock clock;

    Lookup(ServiceName service, ManagerAddresses managers, LossListener listener, Setting setting) {
        this.service = service;
        this.clock = setting.clock();
        this.status = new LookupStatus();
        this.driver = new LookupDriver(service, managers, listener, setting, status);
    }

    /** Which cluster it was told to use, how it connects, and what only tests set. */
    record Setting(
            Optional<UUID> cluster, ManagerChannels channels, ProcessClock clock, long seed) {}

    public static LookupBuilder builder() {
        return new LookupBuilder();
    }

    /**
     * Begins to look for a manager. Neither blocks nor throws where there is none; a second call
     * does nothing.
     *
     * @throws IllegalStateException if the lookup is closed
     */
    public void start() {
        driver.start();
    }

    /**
     * Waits until this lookup is {@link State#SERVING}: it has a table that a manager vouched for
     * lately, though nobody may own anything in it.
     *
     * @return whether it is; false once {@code atMost} has passed, or it never will be
     */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return status.awaitServing(clock, atMost);
    }

    /** How it stands now. */
    public State state() {
        return status.state(clock.read());
    }

    /**
     * How old the table that hints come from may be: so long ago, or later, it was the newest that
     * a manager knew which vouched for it. (A manager vouches for what it knows as long as it has
     * heard from its group in the last ten seconds; so much may be missing besides.) It counts from
     * when the manager was asked, which happens each 30 s, so up to half a minute is as fresh as it
     * gets; from 38 s on this lookup is {@link State#STALE}. It grows on after {@link #close}, and
     * while the machine is suspended. Never blocks.
     *
     * @return empty before the first table
     */
    public Optional<Duration> tableAge() {
        return status.tableAge(clock.read());
    }

    /**
     * Why the last question to a manager failed, or why this lookup failed; empty if neither
     * happened. It stays when all is well again.
     */
    public Optional<String> lastError() {
        return status.lastError();
    }

    public LookupCounters counters() {
        return status.counters();
    }

    /** The service whose owners it knows. */
    public ServiceName service() {
        return service;
    }

    /**
     * The LSN of the table that hints come from; it grows with every change. 0 before the first
     * table.
     */
    public long lsn() {
        return driver.snapshot().lsn();
    }

    /** Who probably owns {@code key}; {@link Hint#UNKNOWN} before the first table. */
    public Hint lookup(String key) {
        return driver.snapshot().hint(KeyHash.of(key));
    }

    /** As {@link #lookup(String)}. */
    public Hint lookup(byte[] key) {
        return driver.snapshot().hint(KeyHash.of(key));
    }

    /** As {@link #lookup(String)}, for {@code length} bytes from {@code offset}. */
    public Hint lookup(byte[] key, int offset, int length) {
        return driver.snapshot().hint(KeyHash.of(key, offset, length));
    }

    /** As {@link #lookup(String)}, for the key whose {@link KeyHash} is {@code hash}. */
    public Hint lookupOfHash(long hash) {
        return driver.snapshot().hint(hash);
    }

    /**
     * Says that the owner that {@code hint} named said "not mine", or that nobody was known: a
     * manager is asked at once for what changed, though at most ten times a second however many
     * hints are refused. Neither blocks nor waits for the answer.
     */
    public void refused(Hint hint) {
        driver.refused(hint);
    }

    /** Ends the connections. What the listener has not been told yet, it is told afterwards. */
    @Override
    public void close() {
        driver.close();
    }

    /** How a lookup stands. */
    public enum State {
        /** There is no table yet; or it was never started. */
        STARTING,
        /** Has a table, and keeps it as new as the managers that it reaches. */
        SERVING,
        /**
         * Nobody has vouched for the table for 38 s: it reaches no manager, or none that knows who
         * leads. Hints come from the last table, which may miss any change since then, and owners
         * refuse what they don't hold; no loss is heard of meanwhile. SERVING again as soon as a
         * manager answers. {@link Lookup#lastError()} has why the last question failed.
         */
        STALE,
        /**
         * An error in this library: hints come from the last table for ever. {@link
         * Lookup#lastError()} has the cause.
         */
        FAILED,
        /** Closed; hints come from the last table for ever. */
        CLOSED
    }
}
