package io.centrifuge.owner;

import io.centrifuge.KeyHash;
import io.centrifuge.LeaseCheck;
import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.owner.OwnerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a back-end server asks before it answers for a key: "is it mine, now?" (docs/protocol.md,
 * "What it promises"; paper, section 3.2). It tells the managers that it is there, and they lease
 * it ranges of the key space; at no instant is a key held by two owners, as long as clocks keep the
 * stated rates.
 *
 * <pre>{@code
 * Owner owner = Owner.builder()
 *         .service("rendezvous")
 *         .id("backend-1")
 *         .address("10.0.0.7:8080")
 *         .managers("manager-1:7400,manager-2:7400,manager-3:7400")
 *         .tls(Path.of("key.pem"), Path.of("certificate.pem"), Path.of("trust.pem"))
 *         .listener(change -> forget(change))
 *         .build();
 * owner.start();
 *
 * Guarded<Reply> result = owner.whileHeld(key, lease -> handle(request));
 * return switch (result) {
 *     case Guarded.Answer<Reply> answer -> answer.value();
 *     case Guarded.NotHeld<Reply> refused -> notMine();
 *     case Guarded.Lost<Reply> lost -> notMine();
 * };
 * }</pre>
 *
 * <p>A key is bytes; a String counts as its UTF-8 bytes. Any thread may call any method. The checks
 * never block and allocate nothing, they need no manager, and without one they answer "held" until
 * the term of the last renewal is over.
 *
 * <p><b>Not guaranteed:</b> what this process sent while it held a key may arrive elsewhere after
 * another owner took the key over. Send the lease number along, as a fencing token, to whatever
 * keeps state for several owners, and let that refuse a number lower than the highest it has seen.
 *
 * <p>Invariant: each check reads one snapshot and then the clocks, so that it holds at the instant
 * at which it read the snapshot.
 */
public final class Owner implements AutoCloseable {
    /** What {@link #close()} waits at most. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final LeaseChecks checks;
    private final OwnerStatus status = new OwnerStatus();
    private final ProcessClock clock;
    private final ServiceName service;
    private final OwnerId id;
    private final Supplier<OwnerDriver> drivers;

    /** Guarded by {@code drivers}: from the start on. */
    private @Nullable OwnerDriver driver;

    /** Guarded by {@code drivers}. */
    private boolean closed;

    /**
     * @param config asked at the start, for an incarnation begins there: an image of a process in
     *     which an owner is built, and not started, may be run twice
     */
    Owner(
            ServiceName service,
            OwnerId id,
            Supplier<OwnerConfig> config,
            OwnerDriver.Managers managers,
            OwnershipListener listener,
            ProcessClock clock) {
        this.checks = new LeaseChecks(clock);
        this.clock = clock;
        this.service = service;
        this.id = id;
        this.drivers =
                () -> new OwnerDriver(config.get(), managers, listener, clock, status, checks);
    }

    public static OwnerBuilder builder() {
        return new OwnerBuilder();
    }

    /**
     * Begins to look for a manager. Neither blocks nor throws where there is none; a second call
     * does nothing.
     *
     * @throws IllegalStateException if the owner is closed
     */
    public void start() {
        synchronized (drivers) {
            if (closed) {
                throw new IllegalStateException("this owner is closed: build another");
            }
            if (driver == null) {
                driver = drivers.get();
                driver.start();
            }
        }
    }

    /**
     * Waits until this owner is {@link State#SERVING}: a manager has told it a complete list of
     * what it holds, which may be empty where others hold everything.
     *
     * @return whether it is; false once {@code atMost} has passed, or it never will be
     */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return status.await(this::state, atMost);
    }

    /** How it stands now. */
    public State state() {
        return status.state(checks.snapshot(), clock.read());
    }

    /**
     * Whether the manager plans no ranges for this owner: until it has been there for a while, as
     * it, or others on its host, came and went; or because an administrator cordoned its id or its
     * address. It is ready all the same, and may hold nothing.
     */
    public boolean isKeptOut() {
        return status.keptOut && state() == State.SERVING;
    }

    /**
     * Why the last stream to a manager ended; once this owner has ended by itself, why it did.
     * Empty if neither happened. It stays when all is well again.
     */
    public Optional<String> lastError() {
        return status.lastError();
    }

    public OwnerCounters counters() {
        return status.counters();
    }

    /** The service whose keys it may own. */
    public ServiceName service() {
        return service;
    }

    /** Its name in the service. */
    public OwnerId id() {
        return id;
    }

    /** How many ranges are held now; for display, since it costs more than a check. */
    public int heldRanges() {
        return checks.heldRanges();
    }

    /**
     * Whether {@code key} is held, and under what lease number: true at one instant between the
     * call and its return. Before the answer to a request leaves, ask {@link
     * #checkLeaseContinuous(String, long)}, or let {@link #whileHeld(String, GuardedAction)} do
     * both.
     */
    public LeaseCheck checkLeaseNow(String key) {
        return checks.check(KeyHash.of(key), 0);
    }

    /** As {@link #checkLeaseNow(String)}. */
    public LeaseCheck checkLeaseNow(byte[] key) {
        return checks.check(KeyHash.of(key), 0);
    }

    /** As {@link #checkLeaseNow(String)}, for {@code length} bytes from {@code offset}. */
    public LeaseCheck checkLeaseNow(byte[] key, int offset, int length) {
        return checks.check(KeyHash.of(key, offset, length), 0);
    }

    /** As {@link #checkLeaseNow(String)}, for the key whose {@link KeyHash} is {@code hash}. */
    public LeaseCheck checkLeaseNowOfHash(long hash) {
        return checks.check(hash, 0);
    }

    /**
     * As {@link #checkLeaseNow(String)}, but "held" only if the lease has {@code margin} left at
     * least: for work that takes that long, and shouldn't begin if it can't end. It is no promise:
     * a manager may recall the range at any time.
     *
     * @param margin 0 or more
     */
    public LeaseCheck checkLeaseNow(String key, Duration margin) {
        return checks.check(KeyHash.of(key), margin);
    }

    /** As {@link #checkLeaseNow(String, Duration)}. */
    public LeaseCheck checkLeaseNow(byte[] key, Duration margin) {
        return checks.check(KeyHash.of(key), margin);
    }

    /**
     * As {@link #checkLeaseNow(String, Duration)}, for {@code length} bytes from {@code offset}.
     */
    public LeaseCheck checkLeaseNow(byte[] key, int offset, int length, Duration margin) {
        return checks.check(KeyHash.of(key, offset, length), margin);
    }

    /**
     * As {@link #checkLeaseNow(String, Duration)}, for the key whose {@link KeyHash} is {@code
     * hash}.
     */
    public LeaseCheck checkLeaseNowOfHash(long hash, Duration margin) {
        return checks.check(hash, margin);
    }

    /**
     * Whether {@code key} has been held without a gap since lease {@code number}, by this owner or
     * by those whose state it took over: what was known of the key then is still all there is to
     * know.
     *
     * @param number of an earlier {@link LeaseCheck} that said "held"; false for any number that is
     *     not a lease's
     */
    public boolean checkLeaseContinuous(String key, long number) {
        return checks.isContinuous(KeyHash.of(key), number);
    }

    /** As {@link #checkLeaseContinuous(String, long)}. */
    public boolean checkLeaseContinuous(byte[] key, long number) {
        return checks.isContinuous(KeyHash.of(key), number);
    }

    /**
     * As {@link #checkLeaseContinuous(String, long)}, for {@code length} bytes from {@code offset}.
     */
    public boolean checkLeaseContinuous(byte[] key, int offset, int length, long number) {
        return checks.isContinuous(KeyHash.of(key, offset, length), number);
    }

    /**
     * As {@link #checkLeaseContinuous(String, long)}, for the key whose {@link KeyHash} is {@code
     * hash}.
     */
    public boolean checkLeaseContinuousOfHash(long hash, long number) {
        return checks.isContinuous(hash, number);
    }

    /**
     * Checks, acts, and checks again: the safe way to answer a request.
     *
     * <pre>{@code
     * Guarded<Address> found = owner.whileHeld(device, lease -> addresses.get(device));
     * if (found instanceof Guarded.Answer<Address> answer) {
     *     reply(answer.value());
     * } else {
     *     refuse(); // the caller's lookup library asks a manager and tries another owner
     * }
     * }</pre>
     *
     * @param action not run where the key isn't held; what it throws comes out of this call
     * @param <T> what the action returns; not null
     * @param <X> what it throws besides unchecked exceptions
     * @throws IllegalStateException if it returns an answer that is yet to come, such as a {@link
     *     CompletionStage} or a {@link Flow.Publisher}, since nobody would check when that comes:
     *     use {@link #whileHeldAsync(String, GuardedAction)}. The action has run
     */
    public <T, X extends Exception> Guarded<T> whileHeld(String key, GuardedAction<T, X> action)
            throws X {
        return whileHeldOfHash(KeyHash.of(key), action);
    }

    /** As {@link #whileHeld(String, GuardedAction)}. */
    public <T, X extends Exception> Guarded<T> whileHeld(byte[] key, GuardedAction<T, X> action)
            throws X {
        return whileHeldOfHash(KeyHash.of(key), action);
    }

    /**
     * As {@link #whileHeld(String, GuardedAction)}, for the key whose {@link KeyHash} is {@code
     * hash}.
     */
    public <T, X extends Exception> Guarded<T> whileHeldOfHash(
            long hash, GuardedAction<T, X> action) throws X {
        LeaseCheck before = checks.check(hash, 0);
        if (!before.held()) {
            return new Guarded.NotHeld<>();
        }
        T value = action.run(before);
        if (value instanceof CompletionStage
                || value instanceof Future
                || value instanceof Flow.Publisher) {
            throw new IllegalStateException(
                    "the action returned a %s, whose answer is yet to come: use whileHeldAsync"
                            .formatted(value.getClass().getName()));
        }
        return outcome(hash, before.number(), value);
    }

    private <T> Guarded<T> outcome(long hash, long number, T value) {
        return checks.isContinuous(hash, number)
                ? new Guarded.Answer<>(value, number)
                : new Guarded.Lost<>(number);
    }

    /**
     * Checks, begins to act, and checks again once the answer is there: as {@link
     * #whileHeld(String, GuardedAction)} for an action that doesn't wait for its answer.
     *
     * @param action not run where the key isn't held; what it throws comes out of this call
     * @param <T> what the action's answer will be; not null
     * @param <X> what it throws, as it begins, besides unchecked exceptions
     * @return completed on the thread that completes the action's stage, right after the check; if
     *     that fails, so does this one
     */
    public <T, X extends Exception> CompletionStage<Guarded<T>> whileHeldAsync(
            String key, GuardedAction<CompletionStage<T>, X> action) throws X {
        return whileHeldAsyncOfHash(KeyHash.of(key), action);
    }

    /** As {@link #whileHeldAsync(String, GuardedAction)}. */
    public <T, X extends Exception> CompletionStage<Guarded<T>> whileHeldAsync(
            byte[] key, GuardedAction<CompletionStage<T>, X> action) throws X {
        return whileHeldAsyncOfHash(KeyHash.of(key), action);
    }

    /**
     * As {@link #whileHeldAsync(String, GuardedAction)}, for the key whose {@link KeyHash} is
     * {@code hash}.
     */
    public <T, X extends Exception> CompletionStage<Guarded<T>> whileHeldAsyncOfHash(
            long hash, GuardedAction<CompletionStage<T>, X> action) throws X {
        LeaseCheck before = checks.check(hash, 0);
        return before.held()
                ? action.run(before).thenApply(value -> outcome(hash, before.number(), value))
                : CompletableFuture.completedStage(new Guarded.NotHeld<>());
    }

    /** As {@link #close(Duration)}, with ten seconds. */
    @Override
    public void close() {
        close(CLOSING);
    }

    /**
     * Gives up everything and says so to the manager, so that others take over at once; waits some
     * two seconds at most for the manager to have handled it, and then until the listener has been
     * told everything. When it returns, nothing is held any more.
     *
     * <p>An owner whose state {@linkplain OwnerBuilder#stateOutlivesLease outlives its leases} goes
     * on serving until others have taken what it has, so that nobody is told of a loss: as long as
     * {@code atMost} allows, less half of it or two seconds. What is left then is given up: that is
     * logged, and its loss told. Where nobody is there to take it, it doesn't wait.
     *
     * <p>What the listener was not told in time is logged, and told afterwards if the process lives
     * on. Called by the listener itself it doesn't wait for the listener, nor does it on an
     * interrupted thread, which stays interrupted. A second call waits likewise, and no more.
     *
     * @param atMost for the manager and the listener together; the end of the connection may take
     *     half a second more, and a farewell of another call two seconds
     * @throws IllegalArgumentException if it is negative
     */
    public void close(Duration atMost) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException(
                    "the time to close is %s: give 0 or more".formatted(atMost));
        }
        OwnerDriver running;
        synchronized (drivers) {
            closed = true;
            running = driver;
        }
        if (running == null) {
            status.ends(State.CLOSED);
        } else {
            running.close(atMost);
        }
    }

    /** How an owner stands. */
    public enum State {
        /** No manager has told it yet what it holds; or it was never started. */
        STARTING,
        /** A manager told it what it holds, and the term of that is not over. */
        SERVING,
        /**
         * The term of what a manager told it last is over, so that nothing is held; it goes on
         * looking for a manager.
         */
        DISCONNECTED,
        /** It lost its name, as {@link Owner#lastError()} says; it never joins again. */
        SUPERSEDED,
        /** An error in this library; nothing is held. {@link Owner#lastError()} has the cause. */
        FAILED,
        /** Closed; nothing is held. */
        CLOSED
    }
}
