package io.centrifuge.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseCheck;
import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerRoute;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.LogLines;
import io.centrifuge.testsupport.LoopbackServer;
import io.centrifuge.testsupport.TcpProxy;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the driver does with streams and listeners. */
class OwnerDriverTest extends OwnerOfScript {
    private static Map<RevocationCause, Long> noneRevoked() {
        return Arrays.stream(RevocationCause.values())
                .collect(Collectors.toMap(cause -> cause, cause -> 0L));
    }

    @Test
    void tellsOfWhatIsGrantedAndRevoked() throws InterruptedException {
        try (Owner owner = builder().build()) {
            ready(owner);
            settled(owner, 3);
            manager.revoke(LOW);
            manager.grant(HIGH, 9, 9);
            manager.push();
            Eventually.that("told twice", () -> changes.size() == 2);
            LeasedRange low = new LeasedRange(LOW, 3, 3);
            assertThat(changes)
                    .containsExactly(
                            new OwnershipChange(List.of(low), List.of()),
                            new OwnershipChange(
                                    List.of(new LeasedRange(HIGH, 9, 9)),
                                    List.of(new RevokedRange(
                                            LOW,
                                            3,
                                            3,
                                            RevocationCause.DROPPED,
                                            Optional.empty()))));
            assertThat(owner.counters().revoked())
                    .containsEntry(RevocationCause.DROPPED, 1L)
                    .containsEntry(RevocationCause.EXPIRED, 0L);
            assertThat(owner.counters().rangesRevoked()).isOne();
        }
    }

    @Test
    void aRenewalThatChangesNothingTravelsByReference() throws InterruptedException {
        try (Owner owner = builder().build()) {
            ready(owner);
            settled(owner, 3);
            clock.advance(RENEWAL);
            settled(owner, 4);

            assertThat(manager.lastFrame()).isInstanceOf(Unchanged.class);
            assertThat(manager.lastRequest().held().get(5)).isEqualTo(3);
            clock.advance(RENEWAL);
            settled(owner, 5);
            assertThat(owner.checkLeaseNowOfHash(5).held()).isTrue();
        }
    }

    @Test
    void anOwnerThatIsKeptOutIsReadyAndSaysSo() throws InterruptedException {
        manager.revoke(LOW);
        manager.keepOut(Duration.ofSeconds(30));
        try (Owner owner = builder().build()) {
            assertThat(owner.isKeptOut()).isFalse();
            owner.start();
            assertThat(owner.awaitReady(Duration.ofSeconds(30))).isTrue();
            assertThat(owner.isKeptOut()).isTrue();
            assertThat(owner.state()).isEqualTo(Owner.State.SERVING);
            manager.keepOut(Duration.ZERO);
            manager.push();
            Eventually.that("it is let in", () -> !owner.isKeptOut());
        }
    }

    @Test
    void countsWhatItSaysHearsAndHolds() throws InterruptedException {
        try (Owner owner = builder().build()) {
            assertThat(owner.service().value()).isEqualTo("rendezvous");
            assertThat(owner.id().value()).isEqualTo("backend-1");
            assertThat(owner.heldRanges()).isZero();
            assertThat(owner.counters())
                    .isEqualTo(new OwnerCounters(0, 0, 0, 0, noneRevoked(), 0, 0, 0, 0, 0, 0));

            ready(owner);
            settled(owner, 3);

            OwnerCounters counters = owner.counters();
            assertThat(counters.requestsSent()).isEqualTo(3);
            assertThat(counters.rangesGranted()).isOne();
            assertThat(counters.listsHandled()).isBetween(1L, 3L);
            assertThat(counters.bytesSent()).isGreaterThan(30);
            assertThat(counters.bytesReceived()).isGreaterThan(30);
            assertThat(owner.heldRanges()).isOne();
            clock.jumpWall(ScriptedManager.TIMING.owner());
            assertThat(owner.heldRanges()).isZero();
        }
    }

    @Test
    void publishesBeforeItSends() throws InterruptedException {
        List<Boolean> agreed = new CopyOnWriteArrayList<>();
        try (Owner owner = builder().build()) {
            manager.onRequest(request -> agreed.add(
                    owner.checkLeaseNowOfHash(5).held() == (request.held().get(5) != 0)));
            ready(owner);
            settled(owner, 3);
            manager.revoke(LOW);
            manager.push();
            Eventually.that("released", () -> manager.requests().size() == 4);
            manager.onRequest(request -> {});
        }
        assertThat(agreed).hasSize(4).doesNotContain(false);
    }

    @Test
    void releasesAndRenewsWhileTheListenerIsSlow() throws InterruptedException {
        CountDownLatch free = new CountDownLatch(1);
        OwnershipListener slow = change -> {
            try {
                free.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            changes.add(change);
        };
        try (Owner owner = builder().listener(slow).build()) {
            ready(owner);
            settled(owner, 3);
            clock.advance(RENEWAL);
            settled(owner, 4);
            manager.revoke(LOW);
            manager.push();
            Eventually.that("released", () -> manager.lastRequest().held().get(5) == 0);
            assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
            assertThat(changes).isEmpty();
            free.countDown();
            Eventually.that("told in the end", () -> changes.size() == 2);
        }
    }

    @Test
    void countsWhatTheListenerThrows() throws InterruptedException {
        OwnershipListener throwing = change -> {
            changes.add(change);
            throw new IllegalStateException("from the listener");
        };
        try (Owner owner = builder().listener(throwing).build()) {
            ready(owner);
            settled(owner, 3);
            manager.grant(HIGH, 9, 9);
            manager.push();
            Eventually.that("both counted", () -> owner.counters().listenerFailures() == 2);
            assertThat(changes).hasSize(2);
            assertThat(owner.checkLeaseNowOfHash(1500)).isEqualTo(new LeaseCheck(true, 9));
            assertThat(owner.state()).isEqualTo(Owner.State.SERVING);
        }
    }

    @Test
    void saysThatStateWasHandedOn() throws InterruptedException {
        Handover handover = new Handover(LOW, 3, new OwnerRef(new OwnerId("backend-2"), 77));
        try (Owner owner = builder().stateOutlivesLease(true).build()) {
            ready(owner);
            settled(owner, 3);
            manager.recall(handover);
            manager.push();
            Eventually.that(
                    "handed on", () -> manager.lastRequest().transferred().contains(handover));
        }
    }

    @Test
    void isReadyWhereOthersHoldEverything() throws InterruptedException {
        manager.revoke(LOW);
        try (Owner owner = builder().build()) {
            owner.start();
            assertThat(owner.awaitReady(LONG)).isTrue();
            manager.silent(true);
            clock.advance(ScriptedManager.TIMING.owner().minusMillis(1));
            assertThat(owner.state()).isEqualTo(Owner.State.SERVING);
            clock.advance(Duration.ofMillis(1));
            assertThat(owner.state()).isEqualTo(Owner.State.DISCONNECTED);
        }
    }

    @Test
    void goesOnToTheManagerThatLeads() throws InterruptedException {
        try (ScriptedManager standby = new ScriptedManager();
                ScriptedManager second = new ScriptedManager()) {
            standby.leads(false);
            second.leads(false);
            String all = standby.address() + "," + second.address() + "," + manager.address();
            try (Owner owner = builder().managers(all).clock(realTime()).build()) {
                ready(owner);
                assertThat(owner.counters().leasesLost()).isZero();
            }
        }
    }

    @Test
    void asksThoseThatDoNotLeadAgainWithoutAnotherConnection() throws InterruptedException {
        try (ScriptedManager standby = new ScriptedManager();
                TcpProxy proxy = new TcpProxy(standby.port())) {
            standby.leads(false);
            manager.leads(false);
            String all = proxy.address() + "," + manager.address();
            try (Owner owner = builder().managers(all).clock(realTime()).build()) {
                owner.start();
                Eventually.that(
                        "both were asked again and again",
                        () -> standby.requests().size() > 2
                                && manager.requests().size() > 2);
                assertThat(proxy.connections()).isOne();
                assertThat(manager.streams()).isOne();
                manager.leads(true);
                ready(owner);
                Eventually.that("the leader's is left", () -> proxy.openConnections() == 0);
                assertThat(owner.counters().reconnects()).isZero();
            }
        }
    }

    @Test
    void aKeptConnectionThatBreaksIsMadeAgain() throws InterruptedException {
        try (ScriptedManager standby = new ScriptedManager();
                TcpProxy proxy = new TcpProxy(standby.port())) {
            standby.leads(false);
            manager.leads(false);
            String all = proxy.address() + "," + manager.address();
            Owner owner = builder().managers(all).clock(realTime()).build();
            owner.start();
            Eventually.that("both were asked", () -> isAsked(standby) && isAsked(manager));
            proxy.cut();
            proxy.restore();
            Eventually.that("connected again", () -> proxy.openConnections() == 1);
            int asked = standby.requests().size();
            Eventually.that("asked again", () -> standby.requests().size() > asked);
            owner.close();
            Eventually.that("none outlives it", () -> proxy.openConnections() == 0);
        }
    }

    /** Its answer would go to another manager. */
    @Test
    void whatAKeptStreamSaysIsNotHeard() throws InterruptedException {
        try (ScriptedManager standby = new ScriptedManager()) {
            standby.leads(false);
            manager.leads(false);
            String all = standby.address() + "," + manager.address();
            try (Owner owner = builder().managers(all).build()) {
                owner.start();
                Eventually.that("both were asked", () -> {
                    clock.advance(Duration.ofMillis(10));
                    return isAsked(standby) && isAsked(manager);
                });
                int heard = standby.requests().size() + manager.requests().size();
                Eventually.that("answered", () -> owner.counters().messagesHeard() == heard);
                standby.supersede();
                Eventually.that("said", () -> owner.counters().messagesHeard() == heard + 1);
                manager.leads(true);
                Eventually.that("held", () -> {
                    clock.advance(Duration.ofMillis(10));
                    return owner.checkLeaseNowOfHash(5).held();
                });
            }
        }
    }

    private static boolean isAsked(ScriptedManager manager) {
        return !manager.requests().isEmpty();
    }

    private static ProcessClock realTime() {
        return SystemClock.INSTANCE;
    }

    @Test
    void reconnectsWhenTheStreamBreaksAndKeepsItsLeases() throws InterruptedException {
        try (Owner owner = builder().clock(realTime()).build()) {
            ready(owner);
            manager.breakStream();
            Eventually.that("another stream", () -> manager.streams() == 2);
            Eventually.that("counted", () -> owner.counters().reconnects() == 1);
            assertThat(owner.checkLeaseNowOfHash(5).held()).isTrue();
            assertThat(owner.lastError().orElseThrow()).contains("manager " + manager.address());
        }
    }

    @Test
    void replacesAHalfOpenConnectionAndLosesNothing() throws InterruptedException {
        try (TcpProxy proxy = new TcpProxy(manager.port());
                Owner owner = builder().managers(proxy.address()).build()) {
            ready(owner);
            settled(owner, 3);
            proxy.freeze();
            clock.advance(RENEWAL);
            Eventually.that("sent in vain", () -> owner.counters().requestsSent() == 4);
            assertThat(proxy.connections()).isOne();
            clock.advance(RENEWAL);
            Eventually.that("renewed", () -> owner.counters().messagesHeard() > 3);
            assertThat(proxy.connections()).isEqualTo(2);
            clock.advance(ScriptedManager.TIMING.owner().minus(RENEWAL));
            assertThat(owner.checkLeaseNowOfHash(5)).isEqualTo(new LeaseCheck(true, 3));
            assertThat(owner.counters().leasesLost()).isZero();
            assertThat(owner.counters().reconnects()).isOne();
        }
    }

    /** One that is set for all JVMs of a company is for the web. */
    @Test
    void connectsByNoProxy() throws InterruptedException {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        try (Owner owner = builder().build()) {
            ready(owner);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void saysWhyAManagerRefusesItAndTriesAgainLater() throws InterruptedException {
        ServerInterceptor refusing = LoopbackServer.refusing(
                Status.FAILED_PRECONDITION.withDescription("speaks version 2"));
        LogLines log = new LogLines(ManagerRoute.class);
        try (ScriptedManager other = new ScriptedManager(refusing);
                Owner owner = builder().managers(other.address()).build()) {
            owner.start();
            Eventually.that("refused", () -> owner.counters().refusals() == 1);
            assertThat(owner.lastError().orElseThrow())
                    .contains("speaks version 2")
                    .contains(other.address());
            assertThat(owner.state()).isEqualTo(Owner.State.STARTING);
            for (int i = 0; i < 9; i++) {
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(owner.counters().requestsSent()).isOne();
            Eventually.that("tried again", () -> {
                clock.advance(Duration.ofSeconds(1));
                return owner.counters().refusals() >= 2;
            });
            assertThat(log.lines()).anyMatch(line -> line.endsWith("tried again each 10 s"));
        } finally {
            log.stop();
        }
    }
}
