package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.centrifuge.Hint;
import io.centrifuge.LeaseCheck;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.wire.AdminCodec;
import io.centrifuge.testsupport.TcpProxy;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Random calls of the public API, drawn from a seed, on a manager whose time it moves. It compares
 * each answer with the {@link Reference}, and remembers its calls for those who must find out what
 * went wrong. Which calls it makes doesn't depend on the answers. Beside it, a thread asks the
 * owners all the time, also while time moves.
 */
final class RandomCalls implements AutoCloseable {
    static final String SERVICE = "chat";
    static final LeaseTiming TIMING = LeaseTiming.FAST;

    private static final int KEYS = 40;
    private static final int VIRTUAL_NODES = 6;
    private static final int MOST_OWNERS = 5;
    private static final int MOST_LOOKUPS = 3;
    private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave");
    /** How much faster time passes than it does for real. */
    private static final int FASTEST = 100;

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(5);
    private static final long TRAVEL_NANOS = 1_500_000;
    private static final long LONGEST_TRAVEL_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 200_000;

    final List<CalledOwner> owners = new CopyOnWriteArrayList<>();
    final List<CalledLookup> lookups = new ArrayList<>();
    final Reference reference = new Reference();
    final List<String> keys =
            IntStream.range(0, KEYS).mapToObj(i -> "schlüssel-" + i).toList();
    final boolean stateOutlivesLease;

    private final SplittableRandom random;
    private final TestClock clock = new TestClock();
    private final TestManager manager;
    private final List<String> calls = new ArrayList<>();
    private final Thread checker = new Thread(this::askAllTheTime, "checker");
    private boolean managerRuns = true;
    private int made;
    private volatile boolean closing;

    /** What owners are made with. */
    record Setting(List<String> keys, Reference reference, SplittableRandom random) {}

    RandomCalls(long seed) {
        random = new SplittableRandom(seed);
        stateOutlivesLease = random.nextBoolean();
        ManagerOptions options = ManagerOptions.DEFAULT
                .withPort(0)
                .withLease(TIMING)
                .withVirtualNodes(VIRTUAL_NODES);
        manager = TestManager.start(options, new MemoryStore(), clock);
        calls.add("owners hand their state on: " + stateOutlivesLease);
        startOwner();
        startLookup();
        checker.setDaemon(true);
        checker.start();
    }

    /** All calls so far, for the message of a failure. */
    String calls() {
        return String.join("\n", calls);
    }

    /** One call, or a few that belong together. */
    void next() {
        switch (random.nextInt(50)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> check();
            case 9, 10, 11, 12, 13 -> checkContinuous();
            case 14, 15, 16, 17 -> whileHeld();
            case 18, 19, 20, 21, 22, 23 -> lookUp();
            case 24, 25 -> refuse();
            case 26, 27, 28 -> startOwner();
            case 29 -> closeOwner();
            case 30 -> startLookup();
            case 31 -> closeLookup();
            case 32, 33 -> drain();
            case 34, 35, 36 -> cutOrRestore();
            case 37 -> freeze();
            case 38 -> askHowItStands();
            case 39 -> callInVain();
            case 40 -> stopOrStartManager();
            case 41, 42, 43, 44, 45 -> advance(Duration.ofMillis(random.nextInt(1, 300)));
            case 46, 47, 48 -> advance(Duration.ofMillis(random.nextInt(300, 2000)));
            default -> advance(TIMING.manager());
        }
        sweep();
        reference.throwProblems();
    }

    void note(String call) {
        calls.add(call);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String anyKey() {
        return any(keys);
    }

    private CalledOwner anyOwner() {
        return any(owners);
    }

    // Time

    /** Nothing is asked while time moves, so that each check sees one time. */
    void advance(Duration by) {
        note("time passes: %s".formatted(by));
        pass(by);
    }

    /**
     * Waits at each time at which something is due until what it led to is done. No faster than
     * messages travel, or every lease would end before its renewal came.
     */
    void pass(Duration by) {
        manager.settle();
        long from = clock.monotonic();
        long began = System.nanoTime();
        long target = from + by.toNanos();
        boolean more = true;
        while (more) {
            owners.forEach(CalledOwner::timeWillPass);
            more = step(target);
            manager.settle();
            awaitAnswers();
            long spent = System.nanoTime() - began;
            LockSupport.parkNanos((clock.monotonic() - from) / FASTEST - spent);
        }
    }

    private void awaitAnswers() {
        long deadline = System.nanoTime() + LONGEST_TRAVEL_NANOS;
        while (managerRuns && !areAnswered() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean areAnswered() {
        return gates().stream().allMatch(gate -> gate.isIdleFor(TRAVEL_NANOS))
                && owners.stream().noneMatch(CalledOwner::isUnanswered);
    }

    private boolean step(long target) {
        synchronized (reference) {
            return clock.step(target);
        }
    }

    // Checks

    private LeaseCheck ask(CalledOwner owner, String key, int form) {
        synchronized (reference) {
            LeaseCheck check = owner.check(key, form);
            if (check.held()) {
                reference.held(owner, key, check.number());
            } else {
                assertThat(check).isSameAs(LeaseCheck.NOT_HELD);
            }
            return check;
        }
    }

    private void check() {
        CalledOwner owner = anyOwner();
        String key = anyKey();
        Duration margin = Duration.ofMillis(random.nextLong(TIMING.owner().toMillis() + 500));
        int form = random.nextInt(4);
        LeaseCheck check = ask(owner, key, form);
        LeaseCheck with;
        LeaseCheck without;
        synchronized (reference) {
            with = owner.check(key, margin, form);
            without = owner.check(key, Duration.ZERO, form);
            if (with.held()) {
                reference.held(owner, key, with.number());
            }
        }
        note("%s has %s: %s; with %s left: %s".formatted(owner, key, check, margin, with));
        assertThat(with.held() && margin.compareTo(TIMING.owner()) >= 0).isFalse();
        assertThat(with.held() && without.number() == check.number() && !without.held())
                .isFalse();
    }

    private void checkContinuous() {
        CalledOwner owner = anyOwner();
        String key = anyKey();
        int form = random.nextInt(4);
        int which = random.nextInt(8);
        synchronized (reference) {
            LeaseCheck before = ask(owner, key, form);
            long number = switch (which) {
                case 0 -> 0;
                case 1 -> -1;
                case 2 -> Long.MAX_VALUE;
                case 3 -> reference.highest(key);
                case 4 -> before.number() + 1;
                case 5 -> before.number() - 1;
                default -> before.number();
            };
            boolean continuous = owner.isContinuous(key, number, form);
            LeaseCheck after = ask(owner, key, form);
            note("%s has %s since %d: %s (%s)".formatted(owner, key, number, continuous, before));
            if (before.equals(after)) {
                assertThat(continuous).isEqualTo(mayBeContinuous(before, number, continuous));
            }
        }
    }

    /** The answer, where what was held before and after leaves no choice; else what was said. */
    private boolean mayBeContinuous(LeaseCheck held, long number, boolean said) {
        if (!held.held() || number <= 0 || number > held.number()) {
            return false;
        }
        return number == held.number() || (stateOutlivesLease && said);
    }

    private void whileHeld() {
        CalledOwner owner = anyOwner();
        String key = anyKey();
        int form = random.nextInt(3);
        Duration passes = Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(4000) : 0);
        synchronized (reference) {
            List<LeaseCheck> given = new ArrayList<>();
            List<LeaseCheck> during = new ArrayList<>();
            LeaseCheck before = ask(owner, key, 0);
            Guarded<String> result = owner.whileHeld(
                    key,
                    lease -> {
                        given.add(lease);
                        pass(passes);
                        during.add(ask(owner, key, 0));
                        return "done";
                    },
                    form);
            LeaseCheck after = ask(owner, key, 0);
            note("%s did what takes %s while it held %s: %s".formatted(owner, passes, key, result));
            switch (result) {
                case Guarded.NotHeld<String> not -> {
                    assertThat(given).isEmpty();
                    assertThat(before.held() && before.equals(after)).isFalse();
                }
                case Guarded.Answer<String>(String value, long number) -> {
                    assertThat(value).isEqualTo("done");
                    assertThat(given).containsExactly(new LeaseCheck(true, number));
                    assertThat(during.getFirst().number() == number || stateOutlivesLease)
                            .isTrue();
                }
                case Guarded.Lost<String>(long number) -> {
                    assertThat(given).containsExactly(new LeaseCheck(true, number));
                    assertThat(after.number()).isNotEqualTo(number);
                }
            }
        }
    }

    /** Asks every owner for every key, once nothing is under way. */
    void sweep() {
        boolean quiet = managerRuns;
        for (String key : keys) {
            for (CalledOwner owner : owners) {
                synchronized (reference) {
                    if (!ask(owner, key, 0).held() && quiet) {
                        reference.notHeld(owner, key);
                    }
                }
            }
        }
    }

    /** On a thread of its own. */
    private void askAllTheTime() {
        while (!closing) {
            reference.guard(() -> {
                for (String key : keys) {
                    owners.forEach(owner -> ask(owner, key, 3));
                }
            });
            LockSupport.parkNanos(5 * PAUSE_NANOS);
        }
    }

    // Owners

    void startOwner() {
        if (owners.size() >= MOST_OWNERS && !forgetOne()) {
            return;
        }
        Setting setting = new Setting(keys, reference, random);
        CalledOwner owner =
                new CalledOwner(any(NAMES), made++, manager, stateOutlivesLease, setting);
        note("%s is started".formatted(owner));
        assertThat(owner.owner.state()).isEqualTo(Owner.State.STARTING);
        assertThat(owner.check(anyKey(), 0)).isSameAs(LeaseCheck.NOT_HELD);
        owners.add(owner);
        owner.owner.start();
        owner.owner.start();
    }

    /** Whether there is one that is closed. */
    private boolean forgetOne() {
        for (CalledOwner owner : owners) {
            if (owner.isClosed()) {
                owners.remove(owner);
                owner.gate.close();
                return true;
            }
        }
        return false;
    }

    /** It takes a while where the manager can't be reached; the calls go on meanwhile. */
    private void closeOwner() {
        CalledOwner owner = anyOwner();
        note("%s is closed".formatted(owner));
        owner.close(() -> {
            assertThat(owner.owner.state()).isEqualTo(Owner.State.CLOSED);
            for (String key : keys) {
                assertThat(owner.check(key, 0)).isSameAs(LeaseCheck.NOT_HELD);
                assertThat(owner.isContinuous(key, reference.highest(key), 0)).isFalse();
            }
        });
    }

    private void drain() {
        String name = any(NAMES);
        note("%s is drained".formatted(name));
        if (managerRuns) {
            orderDrain(name);
        }
    }

    /** Unless nobody has the name. */
    void orderDrain(String name) {
        OwnerId id = new OwnerId(name);
        LeaseTable table = manager.store().state().table(new ServiceName(SERVICE));
        if (table.current(id).isEmpty()) {
            return;
        }
        owners.stream()
                .filter(owner -> owner.id.equals(name))
                .forEach(owner -> owner.maybeDraining = true);
        ManagedChannel channel = ManagerChannels.onLoopback().open(manager.address());
        try {
            var unused = AdminServiceGrpc.newBlockingStub(channel)
                    .drain(AdminCodec.encode(new DrainOrder(new ServiceName(SERVICE), id)));
        } catch (StatusRuntimeException refused) {
            note("the order is refused: " + refused.getMessage());
        } finally {
            channel.shutdownNow();
        }
    }

    // Lookups

    private void startLookup() {
        if (lookups.size() >= MOST_LOOKUPS) {
            CalledLookup oldest = lookups.removeFirst();
            close(oldest);
            oldest.gate.close();
        }
        CalledLookup lookup = new CalledLookup("lookup#" + made++, manager, keys);
        note("%s is started".formatted(lookup));
        assertThat(lookup.lookup.state()).isEqualTo(Lookup.State.STARTING);
        assertThat(lookup.lookup(anyKey(), 0)).isSameAs(Hint.UNKNOWN);
        lookups.add(lookup);
        lookup.lookup.start();
        lookup.lookup.start();
    }

    private void closeLookup() {
        if (lookups.size() > 1) {
            close(any(lookups));
        }
    }

    /** Its hints stay as they are. */
    private void close(CalledLookup lookup) {
        note("%s is closed".formatted(lookup));
        lookup.closed = true;
        lookup.lookup.close();
        assertThat(lookup.lookup.state()).isEqualTo(Lookup.State.CLOSED);
        assertThatIllegalStateException().isThrownBy(lookup.lookup::start);
    }

    private void lookUp() {
        CalledLookup lookup = any(lookups);
        String key = anyKey();
        int form = random.nextInt(4);
        Hint hint = lookUp(lookup, key, form);
        note("%s says of %s: %s".formatted(lookup, key, hint));
        if (lookup.closed) {
            assertThat(lookup.lookup(key, 0)).isSameAs(hint);
        }
    }

    /** A hint names a process that was started, and its numbers and LSNs never go back. */
    private Hint lookUp(CalledLookup lookup, String key, int form) {
        long lsn = lookup.lookup.lsn();
        assertThat(lsn).isGreaterThanOrEqualTo(lookup.lsn);
        lookup.lsn = lsn;
        Hint hint = lookup.lookup(key, form);
        if (hint.isKnown()) {
            assertThat(hint.leaseNumber())
                    .isGreaterThanOrEqualTo(lookup.highest.getOrDefault(key, 1L));
            lookup.highest.put(key, hint.leaseNumber());
            assertThat(NAMES).contains(hint.owner().orElseThrow().value());
            assertThat(hint.address().orElseThrow().toString()).contains(".example:");
            synchronized (reference) {
                CalledOwner holder = reference.holderOf(key, hint.leaseNumber());
                assertThat(holder == null
                                || (holder.id.equals(hint.owner().get().value())
                                        && holder.address()
                                                .equals(hint.address().get().toString())))
                        .as("%s says of %s: %s, but %s held it", lookup, key, hint, holder)
                        .isTrue();
            }
        } else {
            assertThat(hint).isSameAs(Hint.UNKNOWN);
        }
        return hint;
    }

    private void refuse() {
        CalledLookup lookup = any(lookups);
        Hint hint = lookup.lookup(anyKey(), 0);
        note("%s is told that %s refused".formatted(lookup, hint));
        long before = lookup.lookup.counters().refusedHints();
        lookup.lookup.refused(hint);
        assertThat(lookup.lookup.counters().refusedHints()).isEqualTo(before + 1);
    }

    // Network and manager

    private void cutOrRestore() {
        List<TcpProxy> gates = gates();
        int which = random.nextInt(gates.size());
        TcpProxy gate = gates.get(which);
        note("connection %d is %s".formatted(which, gate.isOpen() ? "cut" : "restored"));
        if (gate.isOpen()) {
            gate.cut();
        } else {
            gate.restore();
        }
    }

    List<TcpProxy> gates() {
        List<TcpProxy> gates = new ArrayList<>();
        owners.forEach(owner -> gates.add(owner.gate));
        lookups.forEach(lookup -> gates.add(lookup.gate));
        return gates;
    }

    private void freeze() {
        CalledOwner owner = anyOwner();
        note("the connection of %s is frozen".formatted(owner));
        owner.gate.freeze();
    }

    private void stopOrStartManager() {
        int how = random.nextInt(2);
        if (!managerRuns) {
            startManager();
        } else if (how == 0) {
            note("the manager is stopped");
            manager.stop();
            managerRuns = false;
        } else {
            note("the manager is killed");
            manager.kill();
            managerRuns = false;
        }
    }

    void startManager() {
        if (!managerRuns) {
            note("the manager is started");
            manager.startAgain();
            managerRuns = true;
        }
    }

    // The rest

    private void askHowItStands() {
        CalledOwner owner = anyOwner();
        CalledLookup lookup = any(lookups);
        note("%s is %s (%s), %s is %s (%s)"
                .formatted(
                        owner,
                        owner.owner.state(),
                        owner.owner.lastError(),
                        lookup,
                        lookup.lookup.state(),
                        lookup.lookup.lastError()));
        boolean closed = owner.isClosed();
        assertThat(closed && owner.owner.state() != Owner.State.CLOSED).isFalse();
        assertThat(!owner.isClosing() && owner.owner.state() == Owner.State.CLOSED)
                .isFalse();
        assertThat(owner.owner.state()).isNotEqualTo(Owner.State.FAILED);
        assertThat(lookup.lookup.state() == Lookup.State.CLOSED).isEqualTo(lookup.closed);
        assertThat(lookup.lookup.state()).isNotEqualTo(Lookup.State.FAILED);
        try {
            boolean ready = owner.owner.awaitReady(Duration.ZERO);
            assertThat(ready && closed).isFalse();
            boolean serving = lookup.lookup.awaitReady(Duration.ZERO);
            assertThat(serving && lookup.closed).isFalse();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void callInVain() {
        CalledOwner owner = anyOwner();
        note("%s is given what it can't take".formatted(owner));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> owner.check(anyKey(), Duration.ofNanos(-1), 0))
                .withMessageContaining("margin");
        assertThatIllegalArgumentException().isThrownBy(() -> Owner.builder().id(""));
        assertThat(owner.check(anyKey(), LONGEST_CHECK, 0)).isSameAs(LeaseCheck.NOT_HELD);
        if (owner.isClosed()) {
            assertThatIllegalStateException().isThrownBy(owner.owner::start);
        }
    }

    @Override
    public void close() {
        closing = true;
        owners.forEach(owner -> owner.close(() -> {}));
        while (!owners.stream().allMatch(CalledOwner::isClosed)) {
            pass(SHORT);
        }
        owners.forEach(owner -> owner.gate.close());
        lookups.forEach(lookup -> lookup.lookup.close());
        lookups.forEach(lookup -> lookup.gate.close());
        manager.close();
    }
}
