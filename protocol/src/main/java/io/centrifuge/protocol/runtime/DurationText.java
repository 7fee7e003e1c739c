package io.centrifuge.protocol.runtime;

import java.math.BigDecimal;
import java.time.Duration;

/** How durations are written for people. Stateless. */
public final class DurationText {
    private DurationText() {}

    /** Such as {@code 3.75 s}; longer than two minutes in minutes, hours and days. */
    public static String of(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return seconds(duration) + " s";
        }
        long minutes = duration.toMinutes();
        if (minutes < 120) {
            return minutes + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toHours() < 48
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /** To the millisecond, without needless zeros. */
    private static String seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
        return (seconds.scale() < 0 ? seconds.setScale(0) : seconds).toPlainString();
    }
}
