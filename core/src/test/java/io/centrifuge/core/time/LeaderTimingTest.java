package io.centrifuge.core.time;

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

class LeaderTimingTest {
    private static final Duration ENDLESS = ofSeconds(Long.MAX_VALUE);

    @Test
    void standard() {
        assertThat(LeaderTiming.STANDARD.leaseNanos()).isEqualTo(2_000_000_000L);
        assertThat(LeaderTiming.STANDARD.heartbeatNanos()).isEqualTo(500_000_000L);
        assertThat(LeaderTiming.STANDARD.takeoverNanos()).isEqualTo(2_400_000_000L);
    }

    /** A standby's wait is rounded up: a nanosecond less would be unsafe. */
    @Test
    void takeoverIsNeverShortened() {
        assertThat(new LeaderTiming(ofNanos(11), ofNanos(3), 1.05).takeoverNanos())
                .isEqualTo(12);
        assertThat(new LeaderTiming(ofNanos(10), ofNanos(3), 1).takeoverNanos()).isEqualTo(10);
    }

    @Test
    void threeHeartbeatsALease() {
        assertRefused(
                ofMillis(1499),
                ofMillis(500),
                1.2,
                "the leader's lease must be at least three heartbeats (3 x PT0.5S), "
                        + "but is PT1.499S: lengthen it or beat more often");
        assertThat(new LeaderTiming(ofMillis(1500), ofMillis(500), 1.2)).isNotNull();
    }

    @Test
    void aboveZeroAndAtMostADay() {
        Duration[][] wrong = {
            {ofSeconds(1), ZERO},
            {ofSeconds(1), ofNanos(-1)},
            {ofDays(1).plusNanos(1), ofSeconds(1)},
            {ENDLESS, ofSeconds(1)},
            {ofSeconds(1), ENDLESS}
        };
        for (Duration[] timing : wrong) {
            assertRefused(
                    timing[0],
                    timing[1],
                    1.2,
                    "the leader's lease and its heartbeat must be above 0 and at most a day, "
                            + "but are %s and %s".formatted((Object[]) timing));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0.999, 10.001})
    void rateBound(double bound) {
        assertRefused(
                ofSeconds(2),
                ofMillis(500),
                bound,
                "the clock rate bound must be from 1 to 10, but is " + bound);
    }

    private static void assertRefused(
            Duration lease, Duration heartbeat, double bound, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeaderTiming(lease, heartbeat, bound))
                .withMessage(message);
    }
}
