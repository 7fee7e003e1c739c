package io.centrifuge.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.Hint;
import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.Loss;
import io.centrifuge.LossCause;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.LoopbackServer;
import io.centrifuge.testsupport.MovedClock;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static final String KEY = "schlüssel-1";
    private static final long HASH = KeyHash.of(KEY);
    private static final KeyRange AROUND = new KeyRange(HASH - 5, HASH + 5);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MovedClock clock = new MovedClock();
    private final ScriptedManager manager = new ScriptedManager().lease(AROUND, 7, 7);
    private final List<Loss> losses = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        manager.close();
    }

    private LookupBuilder builder() {
        return Lookup.builder()
                .service(ScriptedManager.SERVICE.value())
                .managers(manager.address())
                .lossListener(losses::add)
                .clock(clock);
    }

    private static Loss lossOf(KeyRanges ranges) {
        return Loss.of(Map.of(LossCause.UNKNOWN, ranges));
    }

    private static void ready(Lookup lookup) throws InterruptedException {
        lookup.start();
        assertThat(lookup.awaitReady(LONG)).isTrue();
        assertThat(lookup.state()).isEqualTo(Lookup.State.SERVING);
    }

    @Test
    void checksWhatItIsGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lookup.builder().build())
                .withMessageContaining("service(\"rendezvous\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lookup.builder().service("s").build())
                .withMessageContaining("managers(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().managers("nowhere"))
                .withMessageContaining("nowhere");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().service(""));
    }

    @Test
    void knowsNobodyBeforeTheFirstTable() throws InterruptedException {
        Lookup lookup = builder().managers("localhost:1").build();
        lookup.start();
        assertThat(lookup.awaitReady(Duration.ofMillis(50))).isFalse();
        assertThat(lookup.lookup(KEY)).isSameAs(Hint.UNKNOWN);
        assertThat(lookup.lsn()).isZero();
        Eventually.that("the failure is told", () -> lookup.lastError().isPresent());
        assertThat(lookup.lastError().orElseThrow()).contains("localhost:1");
        lookup.close();
        lookup.close();
        assertThat(lookup.state()).isEqualTo(Lookup.State.CLOSED);
        assertThat(lookup.awaitReady(Duration.ofDays(1))).isFalse();
        assertThatThrownBy(lookup::start).hasMessageContaining("build another");
    }

    @Test
    void answersForEveryFormOfAKey() throws InterruptedException {
        byte[] bytes = KEY.getBytes(UTF_8);
        Lookup lookup = builder().build();
        ready(lookup);
        Hint hint = lookup.lookup(KEY);
        assertThat(hint.owner()).contains(ScriptedManager.BACKEND.id());
        assertThat(hint.address()).contains(ScriptedManager.ADDRESS);
        assertThat(hint.leaseNumber()).isEqualTo(7);
        assertThat(lookup.lookup(bytes)).isSameAs(hint);
        assertThat(lookup.lookup(("_" + KEY).getBytes(UTF_8), 1, bytes.length)).isSameAs(hint);
        assertThat(lookup.lookupOfHash(HASH)).isSameAs(hint);
        assertThat(lookup.lookupOfHash(HASH + 5)).isSameAs(Hint.UNKNOWN);
        lookup.close();
        assertThat(lookup.lookup(KEY)).isSameAs(hint);
    }

    @Test
    void takesWhatIsPushed() throws InterruptedException {
        try (Lookup lookup = builder().build()) {
            ready(lookup);
            manager.lease(AROUND, 8, 7);
            Eventually.that("pushed", () -> lookup.lookup(KEY).leaseNumber() == 8);
            assertThat(lookup.lsn()).isEqualTo(3);
            assertThat(lookup.service()).isEqualTo(ScriptedManager.SERVICE);
            LookupCounters counters = lookup.counters();
            assertThat(counters.answers()).isEqualTo(2);
            assertThat(counters.wholeTables()).isBetween(1L, 2L);
            assertThat(counters.bytesSent()).isPositive();
            assertThat(counters.bytesReceived()).isGreaterThan(counters.bytesSent());
            assertThat(manager.polls()).isZero();
            assertThat(losses).isEmpty();
        }
    }

    @Test
    void pollsInCaseThePushesAreSilent() throws InterruptedException {
        try (Lookup lookup = builder().build()) {
            ready(lookup);
            manager.pushes(false);
            for (int polls = 1; polls <= 2; polls++) {
                long number = 7L + polls;
                manager.lease(AROUND, number, number);
                clock.advance(Duration.ofSeconds(30));
                Eventually.that("polled", () -> lookup.lookup(KEY).leaseNumber() == number);
                assertThat(lookup.counters().polls()).isEqualTo(polls);
            }
            assertThat(lookup.counters().watches()).isOne();
            assertThat(lookup.counters().failures()).isZero();
        }
    }

    @Test
    void leavesAManagerThatIsSilentFromTheStart() throws InterruptedException {
        manager.pushes(false);
        try (ScriptedManager other = new ScriptedManager().lease(AROUND, 7, 7).pushes(false);
                Lookup lookup = builder()
                        .managers(manager.address() + "," + other.address())
                        .build()) {
            lookup.start();
            Eventually.that("watching", () -> manager.isWatched() || other.isWatched());
            ScriptedManager silent = manager.isWatched() ? manager : other;
            (manager.isWatched() ? other : manager).pushes(true);
            clock.advance(ManagerLink.FIRST_ANSWER.minusMillis(1));
            assertThat(lookup.counters().failures()).isZero();
            clock.advance(Duration.ofMillis(1));
            Eventually.that("given up", () -> lookup.lastError().isPresent());
            assertThat(lookup.lastError().orElseThrow())
                    .contains(silent.address())
                    .contains("silent");
            Eventually.that("a table of the other", () -> {
                clock.advance(Duration.ofMillis(10));
                return lookup.state() == Lookup.State.SERVING;
            });
            assertThat(silent.watchedFrom()).hasSize(1);
            clock.advance(ManagerLink.FIRST_ANSWER);
            lookup.refused(lookup.lookup(KEY)); // answered after all that the alarm may do
            Eventually.that("asked", () -> lookup.counters().answers() == 2);
            assertThat(lookup.counters().failures()).isOne();
        }
    }

    /** As where a large table comes slowly: its answer has begun, though no table is heard yet. */
    @Test
    void staysWithAManagerThatHasBegunToAnswer() throws InterruptedException {
        try (ScriptedManager slow = new ScriptedManager().lease(AROUND, 7, 7).introducesOnly();
                Lookup lookup = builder().managers(slow.address()).build()) {
            lookup.start();
            Eventually.that("watching", slow::isWatched);
            Eventually.that("its answer begins", () -> lookup.counters().bytesReceived() > 0);
            lookup.refused(lookup.lookup(KEY)); // which is no reason to ask for another table
            clock.advance(LookupMachine.POLL_PERIOD.minusMillis(1));
            assertThat(lookup.counters().polls()).isZero();
            clock.advance(Duration.ofMillis(1));
            Eventually.that("asked", () -> lookup.counters().answers() == 1);
            assertThat(lookup.counters().failures()).isZero();
        }
    }

    /** As where a large table comes slowly, and the poll's answer behind it. */
    @Test
    void leavesAManagerThatIsSilentAfterAPollAndNoOther() throws InterruptedException {
        try (Lookup lookup = builder().build()) {
            ready(lookup);
            manager.answersPolls(false);
            clock.advance(Duration.ofSeconds(1));
            lookup.refused(lookup.lookup(KEY));
            Eventually.that("asked", () -> manager.polls() == 1);
            manager.lease(AROUND, 8, 8);
            Eventually.that("pushed", () -> lookup.lookup(KEY).leaseNumber() == 8);
            clock.advance(ManagerLink.LONGEST_SILENCE);
            lookup.refused(lookup.lookup(KEY)); // asked after all that the alarm may do
            Eventually.that("asked again", () -> manager.polls() == 2);
            assertThat(lookup.counters().failures()).isZero();

            clock.advance(ManagerLink.LONGEST_SILENCE.minusMillis(1));
            assertThat(lookup.counters().failures()).isZero();
            clock.advance(Duration.ofMillis(1));
            Eventually.that("left", () -> lookup.counters().failures() == 1);
            assertThat(lookup.lastError().orElseThrow()).contains("no answer to a poll within 20");
        }
    }

    /** As of a process that is stopped: its system takes connections, and nobody serves them. */
    @Test
    void givesUpAConnectionThatIsTakenAndNeverServed() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Lookup lookup =
                        builder().managers("127.0.0.1:" + deaf.getLocalPort()).build()) {
            deaf.setSoTimeout((int) LONG.toMillis());
            lookup.start();
            try (Socket first = deaf.accept()) {
                first.setSoTimeout((int) LONG.toMillis());
                clock.advance(ManagerLink.FIRST_ANSWER);
                Eventually.that("given up", () -> lookup.counters().failures() == 1);
                assertThat(lookup.lastError().orElseThrow())
                        .contains("127.0.0.1:" + deaf.getLocalPort())
                        .contains("silent");
                Eventually.that("watching again", () -> {
                    clock.advance(Duration.ofMillis(10));
                    return lookup.counters().watches() == 2;
                });
                assertThat(first.getInputStream().readAllBytes()).isNotEmpty(); // until its end
                deaf.accept().close();
            }
        }
    }

    @Test
    void tellsOfLossesAfterTheTableIsVisible() throws InterruptedException {
        List<Boolean> wasKnown = new CopyOnWriteArrayList<>();
        Lookup[] self = new Lookup[1];
        LossListener listener = ranges -> {
            wasKnown.add(self[0].lookup(KEY).isKnown());
            losses.add(ranges);
        };
        try (Lookup lookup = builder().lossListener(listener).build()) {
            self[0] = lookup;
            ready(lookup);
            manager.expire(AROUND, 7);
            Eventually.that("told", () -> losses.size() == 1);
            assertThat(losses).containsExactly(lossOf(KeyRanges.of(List.of(AROUND))));
            assertThat(losses.getFirst().ranges().contains(KEY)).isTrue();
            assertThat(wasKnown).containsExactly(false);
            assertThat(lookup.counters().rangesLost()).isOne();
        }
    }

    @Test
    void findsLossesThatHappenedWhileItWasAway() throws InterruptedException {
        try (Lookup lookup = builder().clock(SystemClock.INSTANCE).build()) {
            ready(lookup);
            manager.pushes(false);
            manager.breakWatches();
            manager.expire(AROUND, 7);
            manager.lease(AROUND, 9, 9);
            manager.pushes(true);
            lookup.refused(lookup.lookup(KEY));
            Eventually.that("told", () -> losses.size() == 1);
            assertThat(losses).containsExactly(lossOf(KeyRanges.of(List.of(AROUND))));
            Eventually.that("watching again", () -> manager.watchedFrom().size() == 2);
            assertThat(lookup.counters().failures()).isPositive();
        }
    }

    @Test
    void countsWhatTheListenerThrowsAndTellsTheNextLoss() throws InterruptedException {
        LossListener throwing = ranges -> {
            losses.add(ranges);
            throw new IllegalStateException("from the listener");
        };
        try (Lookup lookup = builder().lossListener(throwing).build()) {
            ready(lookup);
            manager.expire(AROUND, 7);
            manager.lease(AROUND, 9, 9);
            manager.expire(AROUND, 9);
            Eventually.that("both counted", () -> lookup.counters().listenerFailures() == 2);
            assertThat(losses).hasSize(2);
            assertThat(lookup.state()).isEqualTo(Lookup.State.SERVING);
        }
    }

    @Test
    void answersWhileTheListenerIsSlow() throws InterruptedException {
        CountDownLatch free = new CountDownLatch(1);
        LossListener slow = ranges -> {
            try {
                free.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        try (Lookup lookup = builder().lossListener(slow).build()) {
            ready(lookup);
            manager.expire(AROUND, 7);
            manager.lease(AROUND, 9, 9);
            Eventually.that("the new table", () -> lookup.lookup(KEY).leaseNumber() == 9);
            free.countDown();
        }
    }

    @Test
    void asksAtOnceForARefusedHintButNotForEach() throws InterruptedException {
        try (Lookup lookup = builder().build()) {
            ready(lookup);
            clock.advance(Duration.ofSeconds(1));
            lookup.refused(lookup.lookup(KEY));
            Eventually.that("asked", () -> manager.polls() == 1);
            for (int i = 1; i < 1000; i++) {
                lookup.refused(lookup.lookup(KEY));
            }
            clock.advance(Duration.ofMillis(99));
            assertThat(lookup.counters().polls()).isOne();
            clock.advance(Duration.ofMillis(1));
            Eventually.that("asked for the rest", () -> manager.polls() == 2);
            assertThat(lookup.counters().refusedHints()).isEqualTo(1000);
        }
    }

    @Test
    void leavesAManagerThatIsBehind() throws InterruptedException {
        try (ScriptedManager late = new ScriptedManager().behind(true);
                Lookup lookup = builder()
                        .managers(late.address() + "," + manager.address())
                        .clock(SystemClock.INSTANCE)
                        .build()) {
            ready(lookup);
            assertThat(lookup.lookup(KEY).leaseNumber()).isEqualTo(7);
        }
    }

    @Test
    void keepsTheConnectionToAManagerThatIsBehind() throws InterruptedException {
        try (Lookup lookup = builder().build()) {
            ready(lookup);
            manager.behind(true).push();
            manager.behind(false).lease(AROUND, 9, 9);
            Eventually.that("it hears on", () -> lookup.lookup(KEY).leaseNumber() == 9);
            clock.advance(Duration.ofSeconds(11));
            assertThat(lookup.counters().watches()).isOne();
        }
    }

    /** Of two that are behind both are heard, and who has a table first stays. */
    @Test
    void staysWithTheManagerThatCatchesUpFirst() throws InterruptedException {
        try (ScriptedManager late = new ScriptedManager().behind(true);
                Lookup lookup = builder()
                        .managers(late.address() + "," + manager.behind(true).address())
                        .clock(SystemClock.INSTANCE)
                        .build()) {
            lookup.start();
            Eventually.that("both are asked", () -> late.isWatched() && manager.isWatched());
            late.behind(false).lease(AROUND, 7, 7);
            Eventually.that("the table is there", () -> lookup.lookup(KEY).isKnown());
            late.lease(AROUND, 11, 11);
            Eventually.that("it hears on", () -> lookup.lookup(KEY).leaseNumber() == 11);
            assertThat(lookup.counters().watches()).isEqualTo(2);
            assertThat(lookup.counters().failures()).isZero();
        }
    }

    @Test
    void saysWhyAManagerRefusesItAndTriesAgainLater() throws InterruptedException {
        ServerInterceptor refusing = LoopbackServer.refusing(
                Status.FAILED_PRECONDITION.withDescription("speaks version 2"));
        try (ScriptedManager other = new ScriptedManager(refusing);
                Lookup lookup = builder().managers(other.address()).build()) {
            lookup.start();
            Eventually.that("refused", () -> lookup.counters().refusals() == 1);
            assertThat(lookup.lastError().orElseThrow())
                    .contains("speaks version 2")
                    .contains(other.address());
            for (int i = 0; i < 9; i++) {
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(lookup.counters().watches()).isOne();
            Eventually.that("tried again", () -> {
                clock.advance(Duration.ofSeconds(1));
                return lookup.counters().refusals() >= 2;
            });
        }
    }

    /** Cut off from all managers: it says so within 40 s, and goes on answering. */
    @Test
    void saysThatItsTableIsStaleAndThatItIsFreshAgain() throws InterruptedException {
        try (Lookup lookup = builder().build()) {
            assertThat(lookup.tableAge()).isEmpty();
            ready(lookup);
            manager.behind(true).push();
            clock.advance(Duration.ofSeconds(37));
            assertThat(lookup.state()).isEqualTo(Lookup.State.SERVING);
            assertThat(lookup.tableAge()).contains(Duration.ofSeconds(37));
            clock.advance(Duration.ofSeconds(1));
            assertThat(lookup.state()).isEqualTo(Lookup.State.STALE);
            assertThat(lookup.awaitReady(Duration.ofMillis(10))).isFalse();
            assertThat(lookup.lookup(KEY).leaseNumber()).isEqualTo(7);
            clock.advance(Duration.ofMinutes(10));
            assertThat(lookup.tableAge()).contains(Duration.ofSeconds(638));
            manager.behind(false).push();
            Eventually.that("it asks", () -> {
                clock.advance(Duration.ofMillis(10));
                return lookup.state() == Lookup.State.SERVING;
            });
            assertThat(lookup.awaitReady(Duration.ZERO)).isTrue();
            assertThat(lookup.tableAge().orElseThrow()).isLessThan(Duration.ofSeconds(38));
        }
    }

    @Test
    void countsEverythingAsLostWhenItFails() throws InterruptedException {
        Lookup lookup = builder().build();
        ready(lookup);
        clock.failOnce();
        lookup.refused(lookup.lookup(KEY));
        Eventually.that("told", () -> losses.size() == 1);
        assertThat(losses).containsExactly(lossOf(KeyRanges.ALL));
        assertThat(lookup.state()).isEqualTo(Lookup.State.FAILED);
        assertThat(lookup.lookup(KEY).leaseNumber()).isEqualTo(7);
        lookup.close();
        assertThat(lookup.state()).isEqualTo(Lookup.State.CLOSED);
    }
}
