package io.centrifuge.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.centrifuge.ClockReading;
import io.centrifuge.ProcessClock;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;

/**
 * The race on the hot path: an application's thread checks a key while time passes and the driver's
 * thread publishes what a manager told. A check that says "held" must have been right at one
 * instant between its call and its return (G1 of docs/protocol.md, "What it promises"). Two ways to
 * be wrong:
 *
 * <ul>
 *   <li><b>Ranges of one publication, term of another.</b> A key's term ends; the driver publishes
 *       a list that renews other keys and lacks this one; a check that saw the ranges from before
 *       and the term from after says "held" for a key that may be another owner's by now. So both
 *       are one immutable object behind one reference, and a check reads the reference once.
 *   <li><b>Clocks before the reference.</b> A check reads the clocks and is paused. A grant that
 *       came in time is published late, when its term is over; the check goes on, and by its old
 *       reading the new term still runs. That key was held at no instant. So a check reads the
 *       reference first: what the later clocks allow, they allowed when it was read, and then its
 *       snapshot was the newest.
 * </ul>
 *
 * <p>"Not held" is promised of no instant. A thread that is paused between the reference and the
 * clocks, until the term that it read is over, refuses a key that was renewed in between; that is
 * safe, and takes a pause of at least a lease's rest.
 *
 * <p>Lincheck runs the interleavings of some scenarios, and looks for an order of the calls that
 * explains the answers. It takes memory for sequentially consistent, so that fields are volatile or
 * final is checked apart.
 */
class CheckRaceTest {
    /** The production class. */
    public static final class OneSnapshot extends RacedChecks {
        private final LeaseChecks checks = new LeaseChecks(time);

        @Override
        void publish(OwnerSnapshot snapshot) {
            checks.publish(snapshot);
        }

        @Override
        OwnerSnapshot newest() {
            return checks.snapshot();
        }

        @Override
        long numberOf(long hash) {
            return checks.check(hash, 0).number();
        }

        @Override
        boolean isContinuous(long hash, long number) {
            return checks.isContinuous(hash, number);
        }
    }

    /** Broken: ranges and term are read from two fields. */
    public static final class TwoFields extends RacedChecks {
        private volatile OwnerSnapshot ranges = OwnerSnapshot.EMPTY;
        private volatile OwnerSnapshot term = OwnerSnapshot.EMPTY;

        @Override
        void publish(OwnerSnapshot snapshot) {
            ranges = snapshot;
            term = snapshot;
        }

        @Override
        OwnerSnapshot newest() {
            return term;
        }

        private Lease lease(long hash) {
            Lease lease = ranges.leases().get(hash);
            OwnerSnapshot read = term;
            ClockReading now = new ClockReading(
                    time.monotonic(), time.wall() + ProcessClock.WALL_RESOLUTION_NANOS);
            return read.remainingNanos(now) > 0 ? lease : Lease.NONE;
        }

        @Override
        long numberOf(long hash) {
            return lease(hash).number();
        }

        @Override
        boolean isContinuous(long hash, long number) {
            Lease lease = lease(hash);
            return lease.isHeld() && lease.stateSince() <= number && number <= lease.number();
        }
    }

    /** Broken: the clocks are read before the reference. */
    public static final class ClocksFirst extends RacedChecks {
        private volatile OwnerSnapshot snapshot = OwnerSnapshot.EMPTY;

        @Override
        void publish(OwnerSnapshot newest) {
            snapshot = newest;
        }

        @Override
        OwnerSnapshot newest() {
            return snapshot;
        }

        @Override
        long numberOf(long hash) {
            ClockReading now = time.read();
            return snapshot.check(hash, now.monotonic(), now.wall(), 0).number();
        }

        @Override
        boolean isContinuous(long hash, long number) {
            ClockReading now = time.read();
            return snapshot.isHeldSince(hash, number, now.monotonic(), now.wall());
        }
    }

    private static void check(Class<? extends RacedChecks> raced) {
        new ModelCheckingOptions()
                .iterations(30)
                .invocationsPerIteration(300)
                .threads(2)
                .actorsBefore(3)
                .actorsPerThread(5)
                .actorsAfter(0)
                .minimizeFailedScenario(false)
                .addGuarantee(
                        forClasses(OwnerSnapshot.class.getName()).allMethods().treatAsAtomic())
                .check(raced);
    }

    private static void assertFound(ThrowingCallable check) {
        assertThatThrownBy(check)
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void whatIsHeldWasHeldAtOneInstant() {
        check(OneSnapshot.class);
    }

    @Test
    void rangesOfOnePublicationWithTheDurationOfAnotherAreFound() {
        assertFound(() -> check(TwoFields.class));
    }

    @Test
    void clocksReadBeforeTheReferenceAreFound() {
        assertFound(() -> check(ClocksFirst.class));
    }

    @Test
    void otherThreadsSeeTheNewestSnapshotAndAllOfIt() {
        assertThat(Stream.of(LeaseChecks.class, OwnerSnapshot.class)
                        .flatMap(type -> Stream.of(type.getDeclaredFields()))
                        .filter(field ->
                                !isFinal(field) && !Modifier.isVolatile(field.getModifiers())))
                .isEmpty();
        assertThat(OwnerSnapshot.class.getDeclaredFields()).allMatch(CheckRaceTest::isFinal);
    }

    private static boolean isFinal(Field field) {
        return Modifier.isFinal(field.getModifiers());
    }
}
