package io.centrifuge;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTimingTest {
    private static final Duration ENDLESS = ofSeconds(Long.MAX_VALUE);

    @Test
    void presets() {
        assertThat(LeaseTiming.STANDARD)
                .isEqualTo(new LeaseTiming(ofSeconds(15), ofSeconds(18), ofMillis(3_750), 1.2));
        assertThat(LeaseTiming.PAPER)
                .isEqualTo(new LeaseTiming(ofSeconds(60), ofSeconds(65), ofSeconds(15), 1.08));
        assertThat(LeaseTiming.FAST)
                .isEqualTo(new LeaseTiming(ofSeconds(3), ofMillis(3_600), ofMillis(750), 1.2));
        assertThat(LeaseTiming.FAST.ownerNanos()).isEqualTo(3_000_000_000L);
        assertThat(LeaseTiming.FAST.managerNanos()).isEqualTo(3_600_000_000L);
        assertThat(LeaseTiming.FAST.renewalNanos()).isEqualTo(750_000_000L);
    }

    @Test
    void safety() {
        assertRefused(
                ofSeconds(10),
                ofSeconds(12).minusNanos(1),
                ofSeconds(1),
                1.2,
                "the manager's duration must be at least the owner's times the clock rate bound "
                        + "(PT10S x 1.2), but is PT11.999999999S: lengthen it");
        assertThat(new LeaseTiming(ofSeconds(10), ofSeconds(12), ofSeconds(1), 1.2))
                .isNotNull();
    }

    @Test
    void liveness() {
        assertRefused(
                ofSeconds(4).minusNanos(1),
                ofSeconds(10),
                ofSeconds(1),
                1.2,
                "the owner's duration must be at least four renewal periods (4 x PT1S), but is "
                        + "PT3.999999999S: lengthen it or renew more often");
        assertThat(new LeaseTiming(ofSeconds(4), ofSeconds(10), ofSeconds(1), 1.2))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0.999, 10.001, -1.2, Double.POSITIVE_INFINITY})
    void rateBound(double bound) {
        assertRefused(
                ofSeconds(4),
                ofSeconds(60),
                ofSeconds(1),
                bound,
                "the clock rate bound must be from 1 to 10, but is " + bound);
    }

    @Test
    void aboveZeroAndAtMostADay() {
        Duration second = ofSeconds(1);
        Duration tooLong = ofDays(1).plusNanos(1);
        Duration[][] wrong = {
            {second, second, ZERO},
            {second, second, ofNanos(-1)},
            {second, tooLong, ofMillis(250)},
            {ENDLESS, second, ofMillis(250)},
            {second, second, ENDLESS},
            {second, ENDLESS.negated(), ofMillis(250)},
            {ENDLESS.negated(), second, ofMillis(250)}
        };
        for (Duration[] timing : wrong) {
            assertRefused(
                    timing[0],
                    timing[1],
                    timing[2],
                    1,
                    "the times of a lease must be above 0 and at most a day, but are %s, %s and %s"
                            .formatted((Object[]) timing));
        }
        assertThat(new LeaseTiming(ofDays(1), ofDays(1), ofNanos(1), 1)).isNotNull();
    }

    private static void assertRefused(
            Duration owner, Duration manager, Duration renewal, double bound, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeaseTiming(owner, manager, renewal, bound))
                .withMessage(message);
    }
}
