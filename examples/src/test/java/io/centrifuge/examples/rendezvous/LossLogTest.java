package io.centrifuge.examples.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LossLogTest {
    private static final KeyRange LOW = new KeyRange(0, 16);
    private static final KeyRange HIGH = new KeyRange(0xfff0_0000_0000_0000L, 0);

    private final LossLog log = new LossLog(3, 0);

    @Test
    void tellsWhatCameAfterANumber() throws InterruptedException {
        log.add(KeyRanges.of(List.of(LOW, HIGH)));
        assertThat(log.await(0, Duration.ZERO))
                .containsExactly(new LossLog.Loss(1, LOW), new LossLog.Loss(2, HIGH));
        assertThat(log.await(1, Duration.ZERO)).containsExactly(new LossLog.Loss(2, HIGH));
        assertThat(log.await(2, Duration.ZERO)).isEmpty();
    }

    @Test
    void whatIsForgottenCountsAsEverything() throws InterruptedException {
        log.add(KeyRanges.of(List.of(LOW, HIGH)));
        log.add(KeyRanges.of(List.of(LOW, HIGH)));
        assertThat(log.await(1, Duration.ZERO)).hasSize(3);
        assertThat(log.await(0, Duration.ZERO)).containsExactly(new LossLog.Loss(4, KeyRange.ALL));
    }

    @Test
    void aNumberOfAnEarlierProcessCountsAsEverything() throws InterruptedException {
        log.add(KeyRanges.of(List.of(LOW)));
        assertThat(log.last()).isEqualTo(1);
        assertThat(log.await(7, Duration.ZERO)).containsExactly(new LossLog.Loss(1, KeyRange.ALL));
    }

    @Test
    void aLaterProcessNumbersElsewhereSoThatNoLossOfItsOwnIsSkipped() throws InterruptedException {
        LossLog later = new LossLog(3, 1_000_000);
        later.add(KeyRanges.of(List.of(LOW, HIGH)));
        assertThat(later.await(1, Duration.ZERO))
                .containsExactly(new LossLog.Loss(1_000_002, KeyRange.ALL));
    }

    @Test
    void whoWaitsIsToldAtOnce() throws Exception {
        CompletableFuture<List<LossLog.Loss>> told = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                told.complete(log.await(0, Duration.ofSeconds(30)));
            } catch (InterruptedException interrupted) {
                told.completeExceptionally(interrupted);
            }
        });
        log.add(KeyRanges.of(List.of(HIGH)));
        assertThat(told.get(20, TimeUnit.SECONDS)).containsExactly(new LossLog.Loss(1, HIGH));
    }

    @Test
    void theTextComesBack() {
        List<LossLog.Loss> losses = List.of(new LossLog.Loss(1, LOW), new LossLog.Loss(2, HIGH));
        assertThat(LossLog.parse(LossLog.text(losses))).isEqualTo(losses);
        assertThat(LossLog.parse("")).isEmpty();
        assertThatThrownBy(() -> LossLog.parse("1 2")).hasMessageContaining("\"1 2\"");
    }
}
