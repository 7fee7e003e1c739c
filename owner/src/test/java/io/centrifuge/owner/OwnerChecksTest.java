package io.centrifuge.owner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.LeaseCheck;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.MovedClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What checks answer, as leases come and go and time passes. */
class OwnerChecksTest {
    private static final String KEY = "schlüssel-1";
    private static final long HASH = KeyHash.of(KEY);
    private static final KeyRange AROUND = new KeyRange(HASH - 5, HASH + 5);
    private static final Duration DURATION = ScriptedManager.TIMING.owner();
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final MovedClock clock = new MovedClock();
    private final ScriptedManager manager = new ScriptedManager().grant(AROUND, 7, 5);
    private final Owner owner = Owner.builder()
            .service("rendezvous")
            .id("backend-1")
            .address("10.0.0.7:8080")
            .managers(manager.address())
            .clock(clock)
            .build();

    @BeforeEach
    void start() throws InterruptedException {
        owner.start();
        assertThat(owner.awaitReady(Duration.ofSeconds(20))).isTrue();
        // The list is acknowledged; from here on nothing is on its way.
        Eventually.that(
                "the acknowledgement is answered",
                () -> manager.requests().size() == 3 && owner.counters().messagesHeard() == 3);
    }

    @AfterEach
    void stop() {
        owner.close();
        manager.close();
    }

    @Test
    void sayTheLeaseNumberForEveryFormOfAKey() {
        byte[] bytes = KEY.getBytes(UTF_8);
        byte[] within = ("__" + KEY + "__").getBytes(UTF_8);
        LeaseCheck held = new LeaseCheck(true, 7);
        assertThat(owner.checkLeaseNow(KEY)).isEqualTo(held);
        assertThat(owner.checkLeaseNow(bytes)).isEqualTo(held);
        assertThat(owner.checkLeaseNow(within, 2, bytes.length)).isEqualTo(held);
        assertThat(owner.checkLeaseNowOfHash(HASH)).isEqualTo(held);
        assertThat(owner.checkLeaseNow(KEY, DURATION.dividedBy(2))).isEqualTo(held);
        assertThat(owner.checkLeaseNow(bytes, DURATION.dividedBy(2))).isEqualTo(held);
        assertThat(owner.checkLeaseNow(within, 2, bytes.length, Duration.ZERO)).isEqualTo(held);
        assertThat(owner.checkLeaseNowOfHash(HASH, Duration.ZERO)).isEqualTo(held);
        assertThat(owner.checkLeaseNowOfHash(HASH + 5)).isSameAs(LeaseCheck.NOT_HELD);
        assertThat(owner.checkLeaseNowOfHash(HASH - 6)).isSameAs(LeaseCheck.NOT_HELD);
    }

    @Test
    void areContinuousFromStateSinceUpToTheNumber() {
        byte[] bytes = KEY.getBytes(UTF_8);
        assertThat(owner.checkLeaseContinuous(KEY, 4)).isFalse();
        assertThat(owner.checkLeaseContinuous(KEY, 5)).isTrue();
        assertThat(owner.checkLeaseContinuous(bytes, 7)).isTrue();
        assertThat(owner.checkLeaseContinuous(bytes, 0, bytes.length, 7)).isTrue();
        assertThat(owner.checkLeaseContinuousOfHash(HASH, 8)).isFalse();
        assertThat(owner.checkLeaseContinuousOfHash(HASH + 5, 7)).isFalse();
        assertThat(owner.checkLeaseContinuousOfHash(HASH, 0)).isFalse();
        assertThat(owner.checkLeaseContinuousOfHash(HASH, -1)).isFalse();
    }

    @Test
    void endWithTheDurationAlthoughNobodyWasAwake() {
        manager.silent(true);
        clock.advance(DURATION.minus(MILLISECOND));
        assertThat(owner.checkLeaseNow(KEY).held()).isTrue();
        assertThat(owner.checkLeaseNow(KEY, MILLISECOND).held()).isFalse();
        assertThat(owner.state()).isEqualTo(Owner.State.SERVING);
        clock.advance(MILLISECOND);
        assertThat(owner.checkLeaseNow(KEY)).isSameAs(LeaseCheck.NOT_HELD);
        assertThat(owner.checkLeaseContinuous(KEY, 7)).isFalse();
        assertThat(owner.state()).isEqualTo(Owner.State.DISCONNECTED);
        Eventually.that("the loss is counted", () -> owner.counters().leasesLost() == 1);
    }

    @Test
    void endWithTheWallClockWhenTheMonotonicOneStoodStill() {
        clock.jumpWall(DURATION.minus(MILLISECOND));
        assertThat(owner.checkLeaseNow(KEY).held()).isTrue();
        clock.jumpWall(MILLISECOND);
        assertThat(owner.checkLeaseNow(KEY).held()).isFalse();
    }

    @Test
    void endWithTheMonotonicClockWhenTheWallClockJumpedBack() {
        manager.silent(true);
        clock.jumpWall(Duration.ofDays(-1));
        clock.advanceMonotonicAlone(DURATION.minus(MILLISECOND));
        assertThat(owner.checkLeaseNow(KEY).held()).isTrue();
        clock.advanceMonotonicAlone(MILLISECOND);
        assertThat(owner.checkLeaseNow(KEY).held()).isFalse();
    }

    @Test
    void countTheMilliSecondThatTheWallClockMayHide() {
        clock.jumpWall(DURATION.minusNanos(999_999));
        assertThat(owner.checkLeaseNow(KEY).held()).isFalse();
    }

    @Test
    void lastWithRenewals() {
        for (int i = 0; i < 8; i++) {
            long heard = owner.counters().messagesHeard();
            clock.advance(ScriptedManager.TIMING.renewal());
            Eventually.that("renewed", () -> owner.counters().messagesHeard() > heard);
            assertThat(owner.checkLeaseNow(KEY)).isEqualTo(new LeaseCheck(true, 7));
        }
        assertThat(owner.counters().leasesLost()).isZero();
        assertThat(owner.counters().reconnects()).isZero();
    }

    @Test
    void sayNoMoreOnceRevoked() {
        manager.revoke(AROUND);
        manager.push();
        Eventually.that("revoked", () -> !owner.checkLeaseNow(KEY).held());
        assertThat(owner.state()).isEqualTo(Owner.State.SERVING);
        Eventually.that("released", () -> !manager.lastRequest().held().any(number -> number != 0));
        assertThat(owner.counters().leasesLost()).isZero();
        assertThat(owner.counters().rangesRevoked()).isOne();
    }

    @Test
    void guardAnAction() throws IOException {
        assertThat(owner.whileHeld(KEY, LeaseCheck::number)).isEqualTo(new Guarded.Answer<>(7L, 7));
        assertThat(owner.whileHeld(KEY.getBytes(UTF_8), LeaseCheck::number))
                .isEqualTo(new Guarded.Answer<>(7L, 7));
        GuardedAction<String, IOException> throwing = lease -> {
            throw new IOException("ran with " + lease);
        };
        assertThat(owner.whileHeldOfHash(HASH + 5, throwing)).isEqualTo(new Guarded.NotHeld<>());
        assertThatThrownBy(() -> owner.whileHeld(KEY, throwing)).isInstanceOf(IOException.class);
        Guarded<String> late = owner.whileHeld(KEY, lease -> {
            clock.jumpWall(DURATION);
            return "too late";
        });
        assertThat(late).isEqualTo(new Guarded.Lost<>(7));
    }

    /** Whether the key is still held counts when the answer is there. */
    @Test
    void guardAnAnswerThatIsYetToCome() {
        CompletableFuture<String> soon = new CompletableFuture<>();
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<String> failed = new CompletableFuture<>();
        var inTime = owner.whileHeldAsync(KEY, lease -> soon).toCompletableFuture();
        var tooLate =
                owner.whileHeldAsync(KEY.getBytes(UTF_8), lease -> late).toCompletableFuture();
        var inVain = owner.whileHeldAsync(KEY, lease -> failed).toCompletableFuture();
        assertThat(owner.whileHeldAsyncOfHash(HASH + 5, lease -> soon))
                .isCompletedWithValue(new Guarded.NotHeld<>());
        assertThat(inTime).isNotDone();
        soon.complete("in time");
        assertThat(inTime).isCompletedWithValue(new Guarded.Answer<>("in time", 7));
        failed.completeExceptionally(new IOException("no answer"));
        assertThat(inVain).isCompletedExceptionally();
        clock.jumpWall(DURATION);
        late.complete("too late");
        assertThat(tooLate).isCompletedWithValue(new Guarded.Lost<>(7));
    }

    @Test
    void refuseAnAnswerThatNobodyWouldCheck() {
        for (Object unfinished : List.of(
                new CompletableFuture<>(),
                new FutureTask<>(() -> 1),
                new SubmissionPublisher<>())) {
            assertThatThrownBy(() -> owner.whileHeld(KEY, lease -> unfinished))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(unfinished.getClass().getName())
                    .hasMessageContaining("use whileHeldAsync");
        }
    }

    @Test
    void takeAnyMargin() {
        assertThat(owner.checkLeaseNow(KEY, Duration.ofSeconds(Long.MAX_VALUE)).held())
                .isFalse();
        assertThat(owner.checkLeaseNow(KEY, DURATION).held()).isFalse();
    }
}
