package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.KeptOut;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Owners that come and go, with the machines of both sides, in virtual time (docs/protocol.md,
 * "Owners that come and go"). Standard timing, 64 virtual nodes an owner.
 */
class CrashLoopTest {
    private static final int KEYS = 120;
    private static final long STEP_MILLIS = 250;
    private static final long SECOND = 1_000;

    private final DrivenManager manager = DrivenManager.leadingWithJoinWait(
            stored(table(5, RangeMap.of(LeaseEntry.NEVER_LEASED))), JoinWait.STANDARD, 64);
    private final Map<OwnerRef, DrivenOwner> owners = new TreeMap<>();
    private long millis;
    private long incarnations;

    /** Steps at which a key had no owner, summed over all keys. */
    private long dark;

    private int mostKeptOut;

    private OwnerRef start(String id, String host) {
        OwnerRef ref = Given.ref(id, ++incarnations);
        owners.put(ref, new DrivenOwner(ref, new OwnerAddress(host + ":80"), false));
        return ref;
    }

    private void kill(OwnerRef owner) {
        owners.remove(owner);
    }

    private void close(OwnerRef owner) {
        owners.get(owner).on(new OwnerEvent.Leave(), at(millis));
        Talk.between(manager, at(millis), owners.values().toArray(DrivenOwner[]::new));
        owners.remove(owner);
    }

    private void pass(long forMillis) {
        for (long end = millis + forMillis; millis < end; ) {
            millis += STEP_MILLIS;
            ClockReading now = at(millis);
            manager.wake(now);
            Talk.between(manager, now, owners.values().toArray(DrivenOwner[]::new));
            for (int i = 0; i < KEYS; i++) {
                dark += isServed(i, now) ? 0 : 1;
            }
            mostKeptOut = Math.max(mostKeptOut, keptOut().size());
        }
    }

    private boolean isServed(int key, ClockReading now) {
        return owners.values().stream().anyMatch(owner -> owner.holds(hash(key), now));
    }

    private static long hash(int key) {
        return Long.divideUnsigned(-1L, KEYS) * key;
    }

    private long heldBy(OwnerRef owner) {
        return IntStream.range(0, KEYS)
                .filter(key -> owners.get(owner).holds(hash(key), at(millis)))
                .count();
    }

    private Map<OwnerId, KeptOut> keptOut() {
        return manager.machine.view().keptOut(SERVICE);
    }

    private boolean holdsAnything(OwnerRef owner) {
        return manager.table().holdsAnything(owner);
    }

    private List<String> startHealthy(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("well-" + i);
            start("well-" + i, "10.0.0." + i);
        }
        return ids;
    }

    @BeforeEach
    void begin() {
        manager.said.clear();
    }

    /**
     * Up for five seconds, killed, down for five seconds, for ten minutes, beside five that are
     * well: how much of as many keys as it had at first was dark from its second crash on, in
     * percent.
     */
    private double loop(IntFunction<String> ids) {
        startHealthy(5);
        pass(60 * SECOND);
        dark = 0;
        long share = 0;
        long begin = millis;
        for (int round = 0; millis - begin < 600 * SECOND; round++) {
            OwnerRef bad = start(ids.apply(round), "10.0.0.9");
            pass(5 * SECOND);
            share += round == 0 ? heldBy(bad) : 0;
            kill(bad);
            if (round == 1) {
                dark = 0;
            }
            pass(5 * SECOND);
        }
        double steps = (millis - begin - 15 * SECOND) / (double) STEP_MILLIS;
        return 100 * dark / (steps * share);
    }

    private static void print(String what, double percent) {
        System.out.printf(
                Locale.ROOT,
                "a crash-looping owner, %s: %.1f %% of its share without an owner%n",
                what,
                percent);
    }

    @Test
    void aCrashLoopOfOneIdKeepsItsKeysDarkOnce() {
        double percent = loop(round -> "bad");
        print("one id", percent);
        assertThat(percent).isLessThan(10);
        assertThat(mostKeptOut).isEqualTo(1);
    }

    @Test
    void aCrashLoopOfRandomIdsOnOneHostIsStopped() {
        double percent = loop(round -> "bad-" + (round * 7919 % 1000));
        print("random ids on one host", percent);
        assertThat(percent).isLessThan(10);
    }

    /** If so many fail together, it is not they who are ill. */
    @Test
    void ofHalfOfTenAtMostTwoAreKeptOut() {
        startHealthy(5);
        List<OwnerRef> failing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failing.add(start("bad-" + i, "10.0.1." + i));
        }
        pass(30 * SECOND);
        for (int round = 0; round < 2; round++) {
            failing.forEach(this::kill);
            pass(20 * SECOND);
            failing.replaceAll(owner -> start(owner.id().value(), "10.0.1.9"));
            pass(10 * SECOND);
            assertThat(keptOut()).hasSize(round == 0 ? 0 : 2);
            pass(110 * SECOND);
        }
        assertThat(mostKeptOut).isEqualTo(2);
        assertThat(keptOut()).isEmpty();
        assertThat(failing).allMatch(this::holdsAnything);
    }

    @Test
    void aRollingRestartKeepsNobodyOut() {
        List<String> ids = startHealthy(3);
        pass(20 * SECOND);
        for (int round = 0; round < 4; round++) {
            for (String id : ids) {
                close(current(id));
                pass(SECOND);
                start(id, "10.0.0.1");
                pass(15 * SECOND);
            }
        }
        assertThat(mostKeptOut).isZero();
    }

    /** Others have what is its, so nothing is gained by a farewell after some seconds. */
    @Test
    void shortStaysCountThoughTheyEndInOrder() {
        startHealthy(2);
        pass(20 * SECOND);
        for (int round = 0; round < 2; round++) {
            OwnerRef restless = start("restless", "10.0.1.1");
            pass(14 * SECOND);
            close(restless);
        }
        start("restless", "10.0.1.1");
        pass(SECOND);
        assertThat(keptOut()).hasSize(1);
    }

    @Test
    void whoIsAloneServesHoweverOftenItCameAndWent() {
        for (int round = 0; round < 6; round++) {
            OwnerRef alone = start("alone", "10.0.0.1");
            pass(30 * SECOND);
            assertThat(holdsAnything(alone)).isTrue();
            kill(alone);
            pass(5 * SECOND);
        }
        assertThat(mostKeptOut).isZero();
    }

    @Test
    void whoIsKeptOutServesOnceNobodyElseIsThere() {
        OwnerRef well = start("well", "10.0.0.1");
        pass(20 * SECOND);
        OwnerRef bad = comeAndGoTwice();
        assertThat(keptOut()).hasSize(1);
        kill(well);
        pass(10 * SECOND); // it is not yet known that it is dead
        kill(bad);
        bad = start("bad", "10.0.1.1");
        pass(10 * SECOND);
        dark = 0;
        pass(5 * SECOND);
        assertThat(dark).isZero();
        assertThat(holdsAnything(bad)).isTrue();
        assertThat(manager.said)
                .contains(new Transition.LetIn(SERVICE, bad, Transition.Why.NOBODY_ELSE));
    }

    private OwnerRef comeAndGoTwice() {
        for (int round = 0; round < 2; round++) {
            OwnerRef bad = start("bad", "10.0.1.1");
            pass(5 * SECOND);
            kill(bad);
        }
        OwnerRef bad = start("bad", "10.0.1.1");
        pass(SECOND);
        return bad;
    }

    @Test
    void whoIsKeptOutIsToldAndStaysReadyAndIsLetInAfterAWhile() {
        startHealthy(2);
        pass(20 * SECOND);
        OwnerRef bad = comeAndGoTwice();
        assertThat(manager.said)
                .contains(new Transition.KeepsOut(
                        SERVICE,
                        new KeptOut(bad, KeptOut.Cause.ITS_ID, 2, 15_000_000_000L, until(15))));
        assertThat(told(bad)).containsExactly(15_000_000_000L);
        assertThat(holdsAnything(bad)).isFalse();
        pass(13 * SECOND);
        assertThat(keptOut()).hasSize(1);
        pass(5 * SECOND); // at its next renewal
        assertThat(keptOut()).isEmpty();
        assertThat(told(bad)).containsExactly(15_000_000_000L, 0L);
        assertThat(holdsAnything(bad)).isTrue();
        assertThat(manager.said)
                .contains(new Transition.LetIn(SERVICE, bad, Transition.Why.WAS_THERE));
    }

    /** After its first second. */
    private long until(long seconds) {
        return at(millis - SECOND + STEP_MILLIS + seconds * SECOND).monotonic();
    }

    /** What it was told of it. */
    private List<Long> told(OwnerRef owner) {
        return owners.get(owner).told.stream()
                .filter(OwnerEffect.KeptOut.class::isInstance)
                .map(effect -> ((OwnerEffect.KeptOut) effect).whileNanos())
                .toList();
    }

    @Test
    void anOrderLetsItIn() {
        startHealthy(2);
        pass(20 * SECOND);
        OwnerRef bad = comeAndGoTwice();
        manager.on(new ManagerEvent.LetIn(SERVICE, bad.id()), at(millis));
        assertThat(keptOut()).isEmpty();
        pass(12 * SECOND); // until its first stay's leases are over, and no whole while
        assertThat(holdsAnything(bad)).isTrue();
        kill(bad);
        start("bad", "10.0.1.1");
        pass(SECOND);
        assertThat(keptOut()).isEmpty(); // what was before the order is forgiven
    }

    /** What is drained is nobody's successor; and if it is the last, it serves. */
    @Test
    void whoIsDrainedIsKeptOutNoMore() {
        startHealthy(2);
        pass(20 * SECOND);
        OwnerRef bad = comeAndGoTwice();
        manager.on(new ManagerEvent.Drain(SERVICE, bad.id()), at(millis));
        pass(SECOND);
        assertThat(keptOut()).isEmpty();
        assertThat(told(bad)).endsWith(0L);
        assertThat(holdsAnything(bad)).isFalse();
    }

    /** Each is restarted for ever, and takes the name from the other. */
    @Test
    void twoProcessesOfOneIdTakeTurnsWithoutItsKeys() {
        startHealthy(2);
        pass(20 * SECOND);
        OwnerRef turn = start("twin", "10.0.1.0");
        for (int round = 1; round <= 60; round++) {
            pass(2 * SECOND);
            OwnerRef other = start("twin", "10.0.1." + round % 2);
            pass(SECOND);
            kill(turn);
            turn = other;
            if (round == 3) {
                dark = 0;
            }
        }
        assertThat(dark).isZero();
        assertThat(keptOut()).containsOnlyKeys(turn.id());
        assertThat(keptOut().get(turn.id()).shortStays()).isEqualTo(60);
    }

    private OwnerRef current(String id) {
        return manager.table().current(new OwnerId(id)).orElseThrow();
    }
}
