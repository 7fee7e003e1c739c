package io.centrifuge.core.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.Loss;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LookupMachineTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerRef A = new OwnerRef(new OwnerId("a"), 1);
    private static final OwnerRef B = new OwnerRef(new OwnerId("b"), 1);
    private static final KeyRange LOW = new KeyRange(0, Long.MIN_VALUE);
    private static final KeyRange HIGH = new KeyRange(Long.MIN_VALUE, 0);

    private LookupMachine machine = new LookupMachine(SERVICE, 1, 1);
    private long time = -7 * SECOND;

    private Step<LookupEffect> on(LookupEvent event) {
        return machine.on(event, now());
    }

    private ClockReading now() {
        return new ClockReading(time, 0);
    }

    /** An answer to what is asked now. */
    private LookupEvent heard(TableAnswer answer) {
        return new LookupEvent.Heard(answer, now());
    }

    private LookupEffect watch(long lsn) {
        return new LookupEffect.Watch(lsn, now());
    }

    private LookupEffect poll(long lsn) {
        return new LookupEffect.Poll(lsn, now());
    }

    private List<LookupEffect> wake() {
        return on(new LookupEvent.Wake()).effects();
    }

    private List<LookupEffect> hear(TableAnswer answer) {
        return on(heard(answer)).effects();
    }

    private static SortedMap<OwnerRef, OwnerAddress> addresses() {
        SortedMap<OwnerRef, OwnerAddress> found = new TreeMap<>();
        found.put(A, new OwnerAddress("a:80"));
        found.put(B, new OwnerAddress("b:80"));
        return found;
    }

    private static TableAnswer whole(long lsn, RangeMap<LeaseEntry> entries) {
        return new TableAnswer.Whole(SERVICE, lsn, entries, addresses());
    }

    private static TableAnswer changes(long since, long lsn, KeyRange range, LeaseEntry entry) {
        return new TableAnswer.Changes(
                SERVICE, since, lsn, List.of(new Piece<>(range, entry)), addresses());
    }

    private static LeaseEntry held(OwnerRef owner, long number) {
        return new LeaseEntry(owner, number, number);
    }

    private void startWith(long lsn, RangeMap<LeaseEntry> entries) {
        assertThat(wake()).containsExactly(watch(0));
        assertThat(hear(whole(lsn, entries)))
                .containsExactly(new LookupEffect.Publish(machine.snapshot()));
    }

    @Test
    void watchesAtOnceAndPublishesTheTable() {
        RangeMap<LeaseEntry> entries = RangeMap.of(held(A, 2)).with(HIGH, held(B, 3));
        startWith(5, entries);
        assertThat(machine.snapshot().lsn()).isEqualTo(5);
        assertThat(machine.snapshot().entries()).isEqualTo(entries);
        assertThat(machine.snapshot().hint(-1).owner()).contains(B.id());
    }

    @Test
    void anEmptyTableIsATable() {
        wake();
        assertThat(hear(whole(0, RangeMap.of(LeaseEntry.NEVER_LEASED))))
                .containsExactly(new LookupEffect.Publish(machine.snapshot()));
        assertThat(hear(whole(0, RangeMap.of(LeaseEntry.NEVER_LEASED)))).isEmpty();
    }

    @Test
    void noChangesSinceNothingIsATable() {
        wake();
        assertThat(hear(new TableAnswer.Changes(SERVICE, 0, 0, List.of(), new TreeMap<>())))
                .containsExactly(new LookupEffect.Publish(machine.snapshot()));
    }

    @Test
    void changesFromAnOlderOrTheSameTableAreTaken() {
        startWith(5, RangeMap.of(held(A, 2)));
        hear(changes(5, 6, HIGH, held(B, 6)));
        assertThat(machine.snapshot().hint(-1).leaseNumber()).isEqualTo(6);
        hear(changes(3, 8, LOW, held(B, 8)));
        assertThat(machine.snapshot().lsn()).isEqualTo(8);
        assertThat(machine.snapshot().entries())
                .isEqualTo(RangeMap.of(held(B, 8)).with(HIGH, held(B, 6)));
    }

    @Test
    void aGapIsAskedForAndChangesNothing() {
        startWith(5, RangeMap.of(held(A, 2)));
        LookupSnapshot before = machine.snapshot();
        time += SECOND;
        assertThat(hear(changes(6, 7, HIGH, held(B, 7)))).containsExactly(poll(5));
        assertThat(machine.snapshot()).isSameAs(before);
    }

    @Test
    void theLsnNeverGoesBack() {
        startWith(5, RangeMap.of(held(A, 2)));
        LookupSnapshot before = machine.snapshot();
        assertThat(hear(whole(4, RangeMap.of(held(B, 1))))).isEmpty();
        assertThat(hear(whole(5, RangeMap.of(held(B, 1))))).isEmpty();
        assertThat(hear(changes(1, 4, HIGH, held(B, 3)))).isEmpty();
        assertThat(hear(changes(5, 5, HIGH, held(B, 3)))).isEmpty();
        assertThat(machine.snapshot()).isSameAs(before);
    }

    @Test
    void anotherServicesTableIsIgnored() {
        wake();
        ServiceName other = new ServiceName("other");
        assertThat(hear(new TableAnswer.Whole(other, 9, RangeMap.of(held(A, 2)), addresses())))
                .isEmpty();
        assertThat(machine.snapshot()).isSameAs(LookupSnapshot.EMPTY);
    }

    @Test
    void besideAManagerThatIsBehindAnotherIsAskedSoon() {
        machine = new LookupMachine(SERVICE, 3, 1);
        startWith(5, RangeMap.of(held(A, 2)));
        Step<LookupEffect> step = on(heard(new TableAnswer.Behind(SERVICE, 4)));
        assertThat(step.effects()).isEmpty();
        assertThat(step.wakeAt() - time).isBetween(10 * MILLI, 100 * MILLI);
        time = step.wakeAt() - 1;
        assertThat(wake()).isEmpty();
        time++;
        assertThat(wake()).containsExactly(watch(5));
    }

    /** Where nobody leads, all of them say so, and a connection for each would be a storm. */
    @Test
    void whereAllAreBehindOneIsAskedNowAndThen() {
        int managers = 3;
        machine = new LookupMachine(SERVICE, managers, 1);
        startWith(5, RangeMap.of(held(A, 2)));
        long from = time;
        int watches = 0;
        while (time - from < 1_000 * SECOND) {
            Step<LookupEffect> step = on(heard(new TableAnswer.Behind(SERVICE, 4)));
            watches += step.effects().contains(watch(5)) ? 1 : 0;
            time = step.wakeAt();
            watches += wake().contains(watch(5)) ? 1 : 0;
        }
        assertThat(watches).isBetween(100, managers + 200);
    }

    @Test
    void aManagerThatCaughtUpIsWatchedOn() {
        startWith(5, RangeMap.of(held(A, 2)));
        on(heard(new TableAnswer.Behind(SERVICE, 4)));
        Step<LookupEffect> step = on(heard(changes(5, 6, HIGH, held(B, 3))));
        time = step.wakeAt();
        assertThat(wake()).containsExactly(poll(6));
    }

    /** What an earlier watch still says does not stand in for the watch that is needed. */
    @Test
    void whoLostItsWatchWatchesAgainWhateverItHears() {
        startWith(5, RangeMap.of(held(A, 2)));
        on(heard(new TableAnswer.Behind(SERVICE, 4)));
        on(new LookupEvent.Disconnected());
        Step<LookupEffect> step = on(heard(changes(5, 6, HIGH, held(B, 3))));
        time = step.wakeAt();
        assertThat(wake()).containsExactly(watch(6));
    }

    @Test
    void pollsEachThirtySecondsThoughTheStreamSpeaks() {
        startWith(5, RangeMap.of(held(A, 2)));
        long start = time;
        long lsn = 5;
        for (long poll = 1; poll <= 5; poll++) {
            while (time < start + poll * 30 * SECOND - 1) {
                time = Math.min(time + 7 * SECOND, start + poll * 30 * SECOND - 1);
                assertThat(hear(changes(lsn, ++lsn, HIGH, held(B, lsn))))
                        .noneMatch(LookupEffect.Poll.class::isInstance);
            }
            time++;
            Step<LookupEffect> step = on(new LookupEvent.Wake());
            assertThat(step.effects()).containsExactly(poll(lsn));
            assertThat(step.wakeAt()).isEqualTo(time + 30 * SECOND);
            assertThat(wake()).isEmpty();
        }
    }

    @Test
    void refusalsAreCoalescedAndRateLimited() {
        startWith(5, RangeMap.of(held(A, 2)));
        time += SECOND;
        assertThat(on(new LookupEvent.Refused()).effects()).containsExactly(poll(5));
        long asked = time;
        int polls = 0;
        while (time < asked + SECOND) {
            time += MILLI;
            polls += hear(nothingNew(5)).size();
            Step<LookupEffect> step = on(new LookupEvent.Refused());
            polls += step.effects().size();
            assertThat(step.wakeAt() - time).isLessThanOrEqualTo(100 * MILLI + 30 * SECOND);
        }
        assertThat(polls).isEqualTo(10);
        time = asked + 2 * SECOND;
        wake();
        assertThat(wake()).isEmpty();
    }

    /** A refusal right after a poll waits for its turn, and is then asked for without another. */
    @Test
    void aRefusalIsNotForgotten() {
        startWith(5, RangeMap.of(held(A, 2)));
        time += SECOND;
        on(new LookupEvent.Refused());
        time += 30 * MILLI;
        assertThat(on(new LookupEvent.Refused()).effects()).isEmpty();
        Step<LookupEffect> step = on(heard(nothingNew(5)));
        assertThat(step.effects()).isEmpty();
        assertThat(step.wakeAt()).isEqualTo(time + 70 * MILLI);
        time = step.wakeAt();
        assertThat(wake()).containsExactly(poll(5));
    }

    private TableAnswer nothingNew(long lsn) {
        return new TableAnswer.Changes(SERVICE, lsn, lsn, List.of(), addresses());
    }

    /** The answer may be a whole table, and on its way; a second one would delay it. */
    @Test
    void asksNothingSoonBesideAQuestionThatMayBeAnswered() {
        wake();
        long watched = time;
        assertThat(on(new LookupEvent.Refused()).effects()).isEmpty();
        assertThat(wakeAt(watched + 30 * SECOND - 1)).isEmpty();
        assertThat(wakeAt(watched + 30 * SECOND)).containsExactly(poll(0));
        on(new LookupEvent.Refused());
        time += SECOND;
        assertThat(on(heard(whole(5, RangeMap.of(held(A, 2))))).effects()).contains(poll(5));
        long asked = time;
        on(new LookupEvent.Refused());
        assertThat(wakeAt(asked + 30 * SECOND - 1)).isEmpty();
        assertThat(wakeAt(asked + 30 * SECOND)).containsExactly(poll(5));
    }

    /** The watch to come asks. */
    @Test
    void asksNobodyWhereItWatchesNobody() {
        startWith(5, RangeMap.of(held(A, 2)));
        time += SECOND;
        long due = on(new LookupEvent.Disconnected()).wakeAt();
        assertThat(on(new LookupEvent.Refused()).effects()).isEmpty();
        assertThat(wakeAt(due)).containsExactly(watch(5));
        assertThat(on(heard(nothingNew(5))).effects()).isEmpty();
    }

    @Test
    void backOffGrowsAndIsBounded() {
        wake();
        long longest = 0;
        for (int failures = 0; failures < 200; failures++) {
            long backOff = fail();
            long bound = Math.min(2 * SECOND, (200 * MILLI) << Math.min(failures, 10));
            assertThat(backOff).as("after %d failures", failures).isBetween(10 * MILLI, bound);
            longest = Math.max(longest, backOff);
        }
        assertThat(longest).isGreaterThan(SECOND);
        hear(whole(5, RangeMap.of(held(A, 2))));
        assertThat(fail()).isLessThanOrEqualTo(200 * MILLI);
    }

    /** Loses the watch; returns how long it takes until the next, which it begins. */
    private long fail() {
        long failedAt = time;
        on(new LookupEvent.Disconnected());
        long due = on(new LookupEvent.Disconnected()).wakeAt();
        while (true) {
            time = due;
            Step<LookupEffect> step = on(new LookupEvent.Wake());
            if (step.effects().stream().anyMatch(LookupEffect.Watch.class::isInstance)) {
                return time - failedAt;
            }
            due = step.wakeAt();
        }
    }

    /** However many lose a manager at once, the next isn't stormed. */
    @Test
    void aThousandThatLoseTheirManagerAtOnceComeOneByOne() {
        int[] perTenMillis = new int[11];
        for (int seed = 0; seed < 1_000; seed++) {
            LookupMachine each = new LookupMachine(SERVICE, 3, seed);
            each.on(new LookupEvent.Wake(), new ClockReading(0, 0));
            each.on(
                    new LookupEvent.Heard(
                            whole(5, RangeMap.of(held(A, 2))), new ClockReading(0, 0)),
                    new ClockReading(MILLI, 0));
            long lostAt = SECOND;
            long comesAt = each.on(new LookupEvent.Disconnected(), new ClockReading(lostAt, 0))
                    .wakeAt();
            perTenMillis[(int) ((comesAt - lostAt) / (10 * MILLI))]++;
        }
        assertThat(perTenMillis[0]).as("at once").isZero();
        assertThat(Arrays.stream(perTenMillis).max().orElseThrow()).isLessThan(200);
    }

    private List<LookupEffect> wakeAt(long nanos) {
        time = nanos;
        return wake();
    }

    /** Cut off for ten minutes, it says so once, and once that it is over. */
    @Test
    void aTableThatNobodyVouchesForIsStale() {
        long start = time;
        startWith(5, RangeMap.of(held(A, 2)));
        assertThat(wakeAt(start + 30 * SECOND)).containsExactly(poll(5));
        Step<LookupEffect> disconnected = on(new LookupEvent.Disconnected());
        assertThat(disconnected.effects()).isEmpty();
        wakeAt(disconnected.wakeAt());
        assertThat(wakeAt(start + 38 * SECOND - 1)).isEmpty();
        assertThat(on(new LookupEvent.Wake()).wakeAt()).isEqualTo(start + 38 * SECOND);
        assertThat(wakeAt(start + 38 * SECOND))
                .containsExactly(new LookupEffect.Stale(38 * SECOND));
        for (long at = start + 39 * SECOND; at < start + 600 * SECOND; at += SECOND) {
            assertThat(wakeAt(at)).noneMatch(LookupEffect.Stale.class::isInstance);
            assertThat(machine.confirmation().ageNanos(now())).isEqualTo(at - start);
        }
        LookupEvent again = heard(nothingNew(5));
        time += SECOND;
        assertThat(on(again).effects()).containsExactly(new LookupEffect.Fresh());
        assertThat(machine.confirmation().ageNanos(now())).isEqualTo(SECOND);
    }

    @Test
    void whoFindsNoManagerSaysSoOnce() {
        long start = time;
        wake();
        assertThat(wakeAt(start + 38 * SECOND))
                .contains(new LookupEffect.Stale(38 * SECOND))
                .doesNotContain(new LookupEffect.Fresh());
        assertThat(hear(whole(5, RangeMap.of(held(A, 2)))))
                .containsExactly(
                        new LookupEffect.Publish(machine.snapshot()), new LookupEffect.Fresh());
    }

    /** One manager that falls silent, and another that is there. */
    @Test
    void oneSilentManagerMakesNoTableStale() {
        long start = time;
        startWith(5, RangeMap.of(held(A, 2)));
        wakeAt(start + 30 * SECOND);
        time += 5 * SECOND;
        Step<LookupEffect> step = on(new LookupEvent.Disconnected());
        assertThat(wakeAt(step.wakeAt())).containsExactly(watch(5));
        LookupEvent answer = heard(nothingNew(5));
        time += SECOND;
        assertThat(on(answer).effects()).isEmpty();
        assertThat(on(new LookupEvent.Wake()).wakeAt()).isGreaterThan(start + 45 * SECOND);
    }

    /** What a watch says comes when it likes: that it is a table is no reason to call it new. */
    @Test
    void whatIsPushedIsAsOldAsItsQuestion() {
        long start = time;
        startWith(5, RangeMap.of(held(A, 2)));
        LookupEvent pushed =
                new LookupEvent.Heard(changes(5, 6, HIGH, held(A, 2)), new ClockReading(start, 0));
        time += 7 * SECOND;
        on(pushed);
        assertThat(machine.snapshot().lsn()).isEqualTo(6);
        assertThat(machine.confirmation().ageNanos(now())).isEqualTo(7 * SECOND);
    }

    /** A process that was suspended hears at once what came meanwhile, and asks how it stands. */
    @Test
    void whoWasSuspendedTakesNothingOldForNew() {
        long start = time;
        startWith(5, RangeMap.of(held(A, 2)));
        LookupEvent pushed =
                new LookupEvent.Heard(changes(5, 6, HIGH, held(A, 2)), new ClockReading(start, 0));
        time += 10 * MILLI; // the monotonic clock stood still
        ClockReading resumed = new ClockReading(time, 3600 * SECOND);
        Step<LookupEffect> step = machine.on(pushed, resumed);
        assertThat(step.effects())
                .containsExactly(
                        new LookupEffect.Publish(machine.snapshot()),
                        new LookupEffect.Stale(3600 * SECOND));
        time = step.wakeAt();
        resumed = new ClockReading(time, 3601 * SECOND);
        assertThat(machine.on(new LookupEvent.Wake(), resumed).effects())
                .containsExactly(new LookupEffect.Poll(6, resumed));
        TableAnswer nothing = new TableAnswer.Changes(SERVICE, 6, 6, List.of(), addresses());
        assertThat(machine.on(new LookupEvent.Heard(nothing, resumed), resumed).effects())
                .containsExactly(new LookupEffect.Fresh());
    }

    @Test
    void neitherABehindManagerNorAGapVouchesForTheTable() {
        long start = time;
        startWith(5, RangeMap.of(held(A, 2)));
        time += 20 * SECOND;
        hear(new TableAnswer.Behind(SERVICE, 4));
        hear(changes(6, 7, HIGH, held(B, 7)));
        assertThat(machine.confirmation().ageNanos(now())).isEqualTo(time - start);
    }

    /** As after an interregnum, by the manager that was watched all the time. */
    @Test
    void whoIsStaleAndHearsATableAsksWhetherItIsNew() {
        startWith(5, RangeMap.of(held(A, 2)));
        ClockReading asked = now();
        time += 38 * SECOND;
        wake();
        time += SECOND;
        assertThat(on(new LookupEvent.Heard(changes(5, 6, HIGH, held(A, 2)), asked))
                        .effects())
                .containsExactly(new LookupEffect.Publish(machine.snapshot()), poll(6));
    }

    @Test
    void lossIsToldAfterTheTableAndOnlyOnce() {
        startWith(5, RangeMap.of(held(A, 2)));
        TableAnswer answer = changes(5, 7, HIGH, held(B, 7));
        assertThat(hear(answer))
                .containsExactly(
                        new LookupEffect.Publish(machine.snapshot()),
                        new LookupEffect.Lost(
                                Loss.of(Map.of(LossCause.UNKNOWN, KeyRanges.of(List.of(HIGH))))));
        assertThat(hear(answer)).isEmpty();
        assertThat(hear(changes(7, 9, LOW, new LeaseEntry(B, 9, 2))))
                .containsExactly(new LookupEffect.Publish(machine.snapshot()));
    }
}
