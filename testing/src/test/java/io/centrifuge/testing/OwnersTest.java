package io.centrifuge.testing;

import static io.centrifuge.testing.World.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.time.LeaderTiming;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final long[] HASHES = new SplittableRandom(7).longs(200).toArray();

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static boolean holdsAll(RawOwner owner) {
        return LongStream.of(HASHES).allMatch(owner::holds);
    }

    private boolean isDivided(RawOwner one, RawOwner other) {
        LongStream.of(HASHES)
                .forEach(hash -> assertThat(one.holds(hash) && other.holds(hash))
                        .as("held twice")
                        .isFalse());
        return one.held() > 1
                && other.held() > 1
                && LongStream.of(HASHES).allMatch(hash -> one.holds(hash) || other.holds(hash));
    }

    @Test
    void theFirstOwnerIsGivenEverythingWithoutTimePassing() {
        RawOwner alice = world.owner("alice", 1).start();

        world.until("alice holds all", () -> holdsAll(alice));

        assertThat(world.table().entries().any(LeaseEntry::isFree)).isFalse();
        assertThat(world.manager.status().counters().ownerSessions()).isEqualTo(1);
    }

    @Test
    void anOwnerThatRenewsKeepsItsNumbers() {
        RawOwner alice = world.owner("alice", 1).start();
        world.until("alice holds all", () -> holdsAll(alice));
        long number = alice.number(0);
        long lsn = world.table().lsn();

        world.advance(Duration.ofMinutes(2));

        assertThat(holdsAll(alice)).isTrue();
        assertThat(alice.number(0)).isEqualTo(number);
        assertThat(world.table().lsn()).isEqualTo(lsn);
        assertThat(world.manager.status().counters().requestsHandled()).isGreaterThan(30);
    }

    @Test
    void aRenewalThatChangesNothingIsAnsweredByReference() {
        RawOwner alice = world.owner("alice", 1).start();
        world.until("alice holds all", () -> holdsAll(alice));

        world.advance(Duration.ofMinutes(2));

        assertThat(alice.frames.getLast()).isInstanceOf(Unchanged.class);
        assertThat(alice.messages.getLast())
                .isInstanceOfSatisfying(
                        ManagerMessage.Leases.class,
                        list -> assertThat(list.leases().any(Lease::isHeld)).isTrue());
        assertThat(alice.frames).filteredOn(Unchanged.class::isInstance).hasSizeGreaterThan(30);
    }

    @Test
    void rangesMoveToASecondOwnerByRecallAndRelease() {
        RawOwner alice = world.owner("alice", 1).start();
        world.until("alice holds all", () -> holdsAll(alice));
        RawOwner bob = world.owner("bob", 2).start();

        world.advanceUntil(
                "the ranges are divided", Duration.ofSeconds(1), () -> isDivided(alice, bob));

        assertThat(world.table().entries().any(LeaseEntry::isFree)).isFalse();
        assertThat(alice.messages.stream()
                        .filter(ManagerMessage.Leases.class::isInstance)
                        .map(message -> ((ManagerMessage.Leases) message).recalls())
                        .anyMatch(recalls -> recalls.stream()
                                .allMatch(recall -> recall.successor().equals(bob.ref))))
                .isTrue();
    }

    @Test
    void everyListIsComplete() {
        RawOwner alice = world.owner("alice", 1).start();
        RawOwner bob = world.owner("bob", 2).start();
        world.advanceUntil(
                "the ranges are divided", Duration.ofSeconds(1), () -> isDivided(alice, bob));
        world.advance(Duration.ofSeconds(5));

        ManagerMessage last = alice.messages.getLast();

        RangeMap<Lease> committed = world.table()
                .entries()
                .map(entry -> entry.isHeldBy(alice.ref)
                        ? new Lease(entry.number(), entry.stateSince())
                        : Lease.NONE);
        assertThat(last)
                .isInstanceOfSatisfying(
                        ManagerMessage.Leases.class,
                        list -> assertThat(list.leases()).isEqualTo(committed));
    }

    @Test
    void aSilentOwnersRangesGoToAnotherWhenTheManagersDurationIsOver() {
        RawOwner alice = world.owner("alice", 1).start();
        RawOwner bob = world.owner("bob", 2).start();
        world.advanceUntil(
                "the ranges are divided", Duration.ofSeconds(1), () -> isDivided(alice, bob));
        alice.fallSilent();

        world.advance(Duration.ofSeconds(13));
        assertThat(holdsAll(bob)).isFalse();
        world.advance(Duration.ofSeconds(6));

        assertThat(holdsAll(bob)).isTrue();
        assertThat(alice.held()).isZero();
        assertThat(world.manager.status().counters().leasesExpired()).isPositive();
    }

    @Test
    void anOwnerThatLeavesHandsEverythingOnAtOnce() {
        RawOwner alice = world.owner("alice", 1).start();
        RawOwner bob = world.owner("bob", 2).start();
        world.advanceUntil(
                "the ranges are divided", Duration.ofSeconds(1), () -> isDivided(alice, bob));

        alice.leave();

        world.advanceUntil(
                "bob has all", Duration.ofSeconds(1), () -> holdsAll(bob) && alice.hasLeft());
    }

    @Test
    void aFarewellIsAnsweredOnceItIsCommittedThatNothingIsHeld() {
        RawOwner alice = world.owner("alice", 1).start();
        world.until("alice holds all", () -> holdsAll(alice));
        world.store.hold();

        alice.leave();
        world.settle();
        assertThat(alice.hasLeft()).isFalse();
        world.store.release();

        world.advanceUntil("alice has left", Duration.ofSeconds(1), alice::hasLeft);
        assertThat(world.table().holdsAnything(alice.ref)).isFalse();
    }

    @Test
    void aLaterIncarnationSupersedesTheEarlier() {
        RawOwner first = world.owner("alice", 1).start();
        world.until("the first holds all", () -> holdsAll(first));
        RawOwner second = world.owner("alice", 2).start();

        world.advanceUntil(
                "the second holds all, long before the first's leases would be over",
                Duration.ofSeconds(1),
                () -> first.isSuperseded() && holdsAll(second));

        assertThat(first.held()).isZero();
        assertThat(world.table().isIn(first.ref, OwnerState.SUPERSEDED)).isTrue();
    }

    @Test
    void servicesDontTouchEachOther() {
        ServiceName other = new ServiceName("documents");
        RawOwner alice = world.owner("alice", 1).start();
        RawOwner bob = world.owner(other, "bob", 2).start();

        world.until("both hold all", () -> holdsAll(alice) && holdsAll(bob));

        assertThat(world.store.state().tables()).containsOnlyKeys(SERVICE, other);
        long lsn = world.table().lsn();
        bob.leave();
        world.advanceUntil("bob has left", Duration.ofSeconds(1), bob::hasLeft);
        assertThat(world.table().lsn()).isEqualTo(lsn);
    }

    @Test
    void aRestartOfTheManagerWithinTheDurationChangesNoNumber() {
        RawOwner alice = world.owner("alice", 1).start();
        RawOwner bob = world.owner("bob", 2).start();
        world.advanceUntil(
                "the ranges are divided", Duration.ofSeconds(1), () -> isDivided(alice, bob));
        RangeMap<LeaseEntry> before = world.table().entries();
        long term = world.store.state().leader().term();

        world.manager.stop();
        world.manager.startAgain();
        world.advance(Duration.ofMinutes(1));

        assertThat(world.store.state().leader().term()).isEqualTo(term + 1);
        assertThat(world.table().entries()).isEqualTo(before);
        assertThat(isDivided(alice, bob)).isTrue();
    }

    @Test
    void aManagerThatIsKilledAndStartedAgainWaitsAndChangesNoNumber() {
        RawOwner alice = world.owner("alice", 1).start();
        world.until("alice holds all", () -> holdsAll(alice));
        RangeMap<LeaseEntry> before = world.table().entries();

        world.manager.kill();
        world.manager.startAgain();
        assertThat(world.manager.view().leading()).isFalse();
        world.advance(LeaderTiming.STANDARD.lease().multipliedBy(2));

        assertThat(world.manager.view().leading()).isTrue();
        world.advance(Duration.ofMinutes(1));
        assertThat(world.table().entries()).isEqualTo(before);
        assertThat(holdsAll(alice)).isTrue();
    }

    @Test
    void aStandbyTakesOverAndOwnersNoticeNothing() {
        TestManager standby = world.standby();
        RawOwner alice = world.owner("alice", 1).start();
        world.until("alice holds all", () -> holdsAll(alice));
        assertThat(standby.view().leading()).isFalse();
        RawOwner wrong =
                new RawOwner(world, world.channelTo(standby.address()), SERVICE, "bob", 2).start();
        world.until(
                "the standby says that it doesn't lead",
                () -> wrong.messages.stream()
                        .anyMatch(ManagerMessage.NotLeading.class::isInstance));

        world.manager.stop();

        standby.settle();
        assertThat(standby.view().leading()).isTrue();
        assertThat(holdsAll(alice)).isTrue();
    }
}
