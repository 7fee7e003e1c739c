package io.centrifuge.cli;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.History;
import io.centrifuge.protocol.runtime.DurationText;

import java.time.Instant;
import java.util.Locale;

/** How values are written for people and in JSON. Stateless. */
final class Format {
    private static final int LONGEST_NAME = 20;

    /** Stands for what a name has lost. */
    static final String CUT = "…";

    private static final double KEY_SPACE = 0x1p64;

    private Format() {}

    /** In the largest unit that keeps it above 1, such as "3.2 MB"; units are powers of 1000. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double rest = bytes;
        int unit = -1;
        do {
            rest /= 1000;
            unit++;
        } while (rest >= 999.95);
        return String.format(Locale.ROOT, "%.1f %cB", rest, "kMGTPE".charAt(unit));
    }

    static String timing(LeaseTiming timing) {
        return "owner %s, manager %s, renewal %s"
                .formatted(
                        DurationText.of(timing.owner()),
                        DurationText.of(timing.manager()),
                        DurationText.of(timing.renewal()));
    }

    /** Counted within the store's history. */
    static String term(long term) {
        long history = History.of(term);
        long within = term - History.start(history);
        return history == 0
                ? Long.toString(within)
                : "%d since the restore of %s".formatted(within, Format.history(history));
    }

    /** When it began, above 0. */
    static String history(long history) {
        return Instant.ofEpochMilli(History.wallMillis(history)).toString();
    }

    /** The presets' names; "custom" for any other timing. */
    static String nameOf(LeaseTiming timing) {
        return timing.equals(LeaseTiming.STANDARD)
                ? "standard"
                : timing.equals(LeaseTiming.PAPER)
                        ? "paper"
                        : timing.equals(LeaseTiming.FAST) ? "fast" : "custom";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** A key hash, an incarnation, a process number: sixteen hexadecimal digits. */
    static String hex(long value) {
        return "%016x".formatted(value);
    }

    /** A range's end; 2^64 is a one and sixteen zeros. */
    static String endOf(KeyRange range) {
        return range.end() == 0 ? "10000000000000000" : hex(range.end());
    }

    /** The share of the key space, from 0 to 1. */
    static double share(KeyRange range) {
        long last = range.last() - range.start();
        return ((last >>> 1) * 2.0 + (last & 1) + 1) / KEY_SPACE;
    }

    /** "1 range", "2 ranges". */
    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** A name that fits in a column: what is too long loses its middle. */
    static String brief(String name) {
        int length = name.codePointCount(0, name.length());
        if (length <= LONGEST_NAME) {
            return name;
        }
        int tail = LONGEST_NAME / 2;
        int head = LONGEST_NAME - tail - 1;
        return name.substring(0, name.offsetByCodePoints(0, head))
                + CUT
                + name.substring(name.offsetByCodePoints(name.length(), -tail));
    }
}
