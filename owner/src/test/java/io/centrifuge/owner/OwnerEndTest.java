package io.centrifuge.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.RevocationCause;
import io.centrifuge.ServiceName;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How an owner begins and comes to an end: it is closed, superseded, or fails. */
class OwnerEndTest extends OwnerOfScript {
    @Test
    void releasesEverythingBeforeCloseReturns() throws InterruptedException {
        Owner owner = builder().build();
        ready(owner);
        settled(owner, 3);
        owner.close();
        OwnerRequest last = manager.lastRequest();
        assertThat(last.leaving()).isTrue();
        assertThat(last.held().any(number -> number != 0)).isFalse();
        assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
        assertThat(changes).hasSize(2);
        int requests = manager.requests().size();
        owner.close();
        assertThat(manager.requests()).hasSize(requests);
    }

    @Test
    void closesInBoundedTimeWithASilentManager() throws InterruptedException {
        Owner owner = builder().build();
        ready(owner);
        settled(owner, 3);
        manager.silent(true);
        LogLines log = new LogLines(OwnerDriver.class);
        long before = System.nanoTime();
        owner.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(log.lines()).anyMatch(line -> line.contains("the farewell within 2 s: what"));
        log.stop();
        assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
    }

    @Test
    void closeReturnsOnceTheListenerIsToldAll() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Owner owner = builder()
                .listener(change -> {
                    if (!change.revoked().isEmpty()) {
                        await(closed);
                        // Longer than what closes without waiting for this.
                        Eventually.always("slow", Duration.ofMillis(300), () -> true);
                    }
                    changes.add(change);
                })
                .build();
        ready(owner);
        settled(owner, 3);
        Thread release = new Thread(() -> {
            Eventually.that("closed", () -> owner.state() == Owner.State.CLOSED);
            closed.countDown();
        });
        release.start();
        owner.close();
        assertThat(changes).hasSize(2);
        release.join();
    }

    @Test
    void closeWaitsNoLongerThanItIsToldAndSaysWhatTheListenerWasNotTold() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        LogLines log = new LogLines(ListenerThread.class);
        Owner owner = builder().listener(change -> await(free)).build();
        ready(owner);
        settled(owner, 3);
        owner.close(Duration.ofMillis(200));
        assertThat(log.lines())
                .containsExactly("WARN the owner is closed before its listener was told all:"
                        + " [ranges granted: 1, revoked: 0, ranges granted: 0, revoked: 1]");
        log.stop();
        free.countDown();
        owner.close(Duration.ZERO);
    }

    @Test
    void anInterruptEndsTheWaitForTheListenerAndThatIsLogged() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        LogLines log = new LogLines(ListenerThread.class);
        Owner owner = builder().listener(change -> await(free)).build();
        ready(owner);
        settled(owner, 3);
        Thread.currentThread().interrupt();
        owner.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
        assertThat(log.lines()).hasSize(1);
        log.stop();
        free.countDown();
    }

    @Test
    void anOwnerThatWasNeverStartedCloses() {
        Owner owner = builder().build();
        owner.close();
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
        assertThatThrownBy(owner::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> owner.close(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
    }

    private Owner ofStateThatOutlives() throws InterruptedException {
        Owner owner = builder().stateOutlivesLease(true).build();
        ready(owner);
        settled(owner, 3);
        return owner;
    }

    @Test
    void servesWhileItClosesUntilOthersHaveTakenWhatItHas() throws InterruptedException {
        Owner owner = ofStateThatOutlives();
        manager.letsGo(false);
        Thread closer = new Thread(owner::close);
        closer.start();
        settled(owner, 4);
        assertThat(manager.lastRequest().retiring()).isTrue();
        assertThat(owner.checkLeaseNowOfHash(5).held()).isTrue();
        Handover handover = new Handover(LOW, 3, new OwnerRef(new OwnerId("backend-2"), 77));
        manager.recall(handover);
        manager.letsGo(true);
        manager.push();
        closer.join();
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
        assertThat(manager.lastRequest().leaving()).isTrue();
        assertThat(manager.lastRequest().transferred()).contains(handover);
        assertThat(changes).hasSize(2);
    }

    @Test
    void givesUpWhatIsLeftWhenTheTimeToCloseIsOver() throws InterruptedException {
        Owner owner = ofStateThatOutlives();
        manager.letsGo(false);
        LogLines log = new LogLines(OwnerDriver.class);
        owner.close(Duration.ofMillis(400));
        assertThat(log.lines())
                .containsExactly("WARN not all was handed on to other owners in the time to close:"
                        + " 1 ranges are given up, and their loss is told");
        log.stop();
        assertThat(manager.lastRequest().leaving()).isTrue();
        assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
    }

    /** Two processes that were begun from one image have two. */
    @Test
    void anIncarnationIsDrawnAtTheStart() {
        AtomicInteger drawn = new AtomicInteger();
        ManagerAddresses managers = ManagerAddresses.parse(manager.address());
        OwnerId id = new OwnerId("backend-1");
        ServiceName service = new ServiceName("rendezvous");
        Owner owner = new Owner(
                service,
                id,
                () -> {
                    OwnerRef self = new OwnerRef(id, drawn.incrementAndGet());
                    OwnerAddress at = new OwnerAddress("10.0.0.7:8080");
                    return new OwnerConfig(service, self, at, false, managers.tries(), 1);
                },
                new OwnerDriver.Managers(managers, Optional.empty(), ManagerChannels.onLoopback()),
                changes::add,
                clock);
        assertThat(drawn).hasValue(0);
        owner.start();
        owner.start();
        assertThat(drawn).hasValue(1);
        owner.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closesFromItsOwnListener() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Owner[] self = new Owner[1];
        self[0] = builder()
                .listener(change -> {
                    self[0].close();
                    closed.countDown();
                })
                .build();
        self[0].start();
        closed.await();
        assertThat(self[0].state()).isEqualTo(Owner.State.CLOSED);
        assertThat(manager.lastRequest().leaving()).isTrue();
    }

    private static RevokedRange low(RevocationCause cause) {
        return new RevokedRange(LOW, 3, 3, cause, Optional.empty());
    }

    @Test
    void dropsEverythingWhenSuperseded() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        OwnershipListener listener = new OwnershipListener() {
            @Override
            public void ownershipChanged(OwnershipChange change) {
                changes.add(change);
            }

            @Override
            public void superseded() {
                told.countDown();
            }
        };
        Owner owner = builder().listener(listener).build();
        ready(owner);
        settled(owner, 3);
        manager.supersede();
        told.await();
        assertThat(owner.state()).isEqualTo(Owner.State.SUPERSEDED);
        assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
        assertThat(changes.getLast().revoked()).containsExactly(low(RevocationCause.SUPERSEDED));
        Eventually.that("released", () -> manager.lastRequest().leaving());
        long reconnects = owner.counters().reconnects();
        manager.breakStream();
        Eventually.that("its stream ended", () -> owner.counters().reconnects() > reconnects);
        assertThat(owner.lastError())
                .hasValueSatisfying(why -> assertThat(why).startsWith("superseded by a process"));
        owner.close();
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
    }

    @Test
    void dropsItsLeasesFirstWhenItFails() throws InterruptedException {
        List<String> failures = new CopyOnWriteArrayList<>();
        Owner owner = builder()
                .listener(new OwnershipListener() {
                    @Override
                    public void ownershipChanged(OwnershipChange change) {
                        changes.add(change);
                    }

                    @Override
                    public void failed(String why) {
                        failures.add(why);
                    }
                })
                .build();
        ready(owner);
        settled(owner, 3);
        clock.failOnce();
        clock.advance(RENEWAL);
        Eventually.that("told", () -> changes.size() == 2);
        assertThat(owner.checkLeaseNowOfHash(5).held()).isFalse();
        assertThat(owner.state()).isEqualTo(Owner.State.FAILED);
        assertThat(owner.lastError().orElseThrow()).contains("a broken clock");
        assertThat(changes.getLast().revoked()).containsExactly(low(RevocationCause.FAILED));
        Eventually.that("told why", () -> !failures.isEmpty());
        assertThat(failures).containsExactly(owner.lastError().orElseThrow());
        owner.close();
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
    }
}
