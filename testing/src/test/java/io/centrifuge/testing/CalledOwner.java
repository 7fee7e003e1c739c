package io.centrifuge.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.LeaseCheck;
import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.GuardedAction;
import io.centrifuge.owner.LeasedRange;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnershipChange;
import io.centrifuge.owner.OwnershipListener;
import io.centrifuge.owner.RevokedRange;
import io.centrifuge.testsupport.TcpProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One owner process of the random API test: its library, its network, and what it was told. */
final class CalledOwner implements OwnershipListener {
    final String id;
    final TcpProxy gate;
    final Owner owner;

    /** Whether a drain was ordered since it was started; it may have lapsed with its lease. */
    boolean maybeDraining;

    private final int incarnation;
    private final List<String> keys;
    private final Reference reference;
    private final SplittableRandom random;

    // What the listener was told; guarded by this.
    private final Map<String, LeasedRange> told = new HashMap<>();
    private long granted;
    private long revoked;
    private long thrown;
    private boolean superseded;

    // Of the test's thread.
    private long sent;
    private long heard;
    private boolean closing;

    private volatile boolean closed;

    CalledOwner(
            String id,
            int incarnation,
            TestManager manager,
            boolean stateOutlivesLease,
            RandomCalls.Setting setting) {
        this.id = id;
        this.incarnation = incarnation;
        this.keys = setting.keys();
        this.reference = setting.reference();
        this.random = setting.random().split();
        this.gate = new TcpProxy(manager.address().port());
        this.owner = Owner.builder()
                .service(RandomCalls.SERVICE)
                .id(id)
                .address(address())
                .managers(gate.address())
                .listener(this)
                .stateOutlivesLease(stateOutlivesLease)
                .clock(manager.clock())
                .build();
    }

    String address() {
        return id + ".example:" + (8000 + incarnation);
    }

    LeaseCheck check(String key, int form) {
        byte[] bytes = key.getBytes(UTF_8);
        return switch (form) {
            case 0 -> owner.checkLeaseNow(key);
            case 1 -> owner.checkLeaseNow(bytes);
            case 2 -> owner.checkLeaseNow(("<" + key + ">").getBytes(UTF_8), 1, bytes.length);
            default -> owner.checkLeaseNowOfHash(KeyHash.of(key));
        };
    }

    LeaseCheck check(String key, Duration margin, int form) {
        byte[] bytes = key.getBytes(UTF_8);
        return switch (form) {
            case 0 -> owner.checkLeaseNow(key, margin);
            case 1 -> owner.checkLeaseNow(bytes, margin);
            case 2 ->
                owner.checkLeaseNow(("<" + key + ">").getBytes(UTF_8), 1, bytes.length, margin);
            default -> owner.checkLeaseNowOfHash(KeyHash.of(key), margin);
        };
    }

    boolean isContinuous(String key, long number, int form) {
        byte[] bytes = key.getBytes(UTF_8);
        return switch (form) {
            case 0 -> owner.checkLeaseContinuous(key, number);
            case 1 -> owner.checkLeaseContinuous(bytes, number);
            case 2 ->
                owner.checkLeaseContinuous(
                        ("<" + key + ">").getBytes(UTF_8), 1, bytes.length, number);
            default -> owner.checkLeaseContinuousOfHash(KeyHash.of(key), number);
        };
    }

    <T> Guarded<T> whileHeld(String key, GuardedAction<T, RuntimeException> action, int form) {
        return switch (form) {
            case 0 -> owner.whileHeld(key, action);
            case 1 -> owner.whileHeld(key.getBytes(UTF_8), action);
            default -> owner.whileHeldOfHash(KeyHash.of(key), action);
        };
    }

    /** Remembers what it has sent and heard, unless it still waits for an answer. */
    void timeWillPass() {
        if (!isUnanswered()) {
            sent = owner.counters().requestsSent();
            heard = owner.counters().messagesHeard();
        }
    }

    /** Whether it sent something since, which can arrive, and has heard nothing since. */
    boolean isUnanswered() {
        return !closing
                && gate.passes()
                && owner.counters().requestsSent() > sent
                && owner.counters().messagesHeard() == heard;
    }

    /** On a thread of its own; then runs the checks. A second call does nothing. */
    void close(Runnable checks) {
        if (!closing) {
            closing = true;
            Thread closer = new Thread(() -> {
                owner.close();
                closed = true;
                reference.guard(checks);
            });
            closer.setDaemon(true);
            closer.start();
        }
    }

    boolean isClosing() {
        return closing;
    }

    boolean isClosed() {
        return closed;
    }

    /** Told after the checks answer accordingly; each change fits what was told before. */
    @Override
    public void ownershipChanged(OwnershipChange change) {
        reference.guard(() -> change.revoked().forEach(this::isRevoked));
        reference.guard(() -> change.granted().forEach(this::isGranted));
        synchronized (this) {
            granted += change.granted().size();
            revoked += change.revoked().size();
            if (random.nextInt(10) == 0) {
                thrown++;
                throw new IllegalStateException("a listener that throws, on purpose");
            }
        }
    }

    private synchronized void isRevoked(RevokedRange range) {
        for (String key : keysIn(range.range())) {
            LeasedRange before = told.remove(key);
            assertThat(before).as("told %s that %s is revoked", this, key).isNotNull();
            assertThat(range.number()).isEqualTo(before.number());
            assertThat(range.stateSince()).isEqualTo(before.stateSince());
            assertThat(owner.checkLeaseNow(key).number())
                    .as("what %s holds of %s after it was revoked", this, key)
                    .isNotEqualTo(range.number());
        }
    }

    private synchronized void isGranted(LeasedRange range) {
        for (String key : keysIn(range.range())) {
            assertThat(told.put(key, range))
                    .as("told %s that %s is granted", this, key)
                    .isNull();
            LeaseCheck check = owner.checkLeaseNow(key);
            assertThat(!check.held() || check.number() >= range.number())
                    .as("told %s that %s is granted as %s, but it has %s", this, key, range, check)
                    .isTrue();
        }
    }

    private List<String> keysIn(KeyRange range) {
        return keys.stream().filter(key -> range.contains(KeyHash.of(key))).toList();
    }

    @Override
    public synchronized void superseded() {
        superseded = true;
    }

    synchronized boolean wasToldOfSuccessor() {
        return superseded;
    }

    /** What it was told that it has of the key; number 0 where nothing. */
    synchronized LeaseCheck toldOf(String key) {
        LeasedRange range = told.get(key);
        return range == null ? LeaseCheck.NOT_HELD : new LeaseCheck(true, range.number());
    }

    synchronized boolean isToldContinuous(String key, long number) {
        LeasedRange range = told.get(key);
        return range != null && range.stateSince() <= number && number <= range.number();
    }

    /** Whether the counters have what the listener was told. */
    synchronized boolean countsWhatItWasTold() {
        return owner.counters().rangesGranted() == granted
                && owner.counters().rangesRevoked() == revoked
                && owner.counters().listenerFailures() == thrown;
    }

    @Override
    public String toString() {
        return id + "#" + incarnation;
    }
}
