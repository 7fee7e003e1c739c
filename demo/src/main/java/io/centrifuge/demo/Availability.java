package io.centrifuge.demo;

import java.util.Arrays;

/**
 * How long probe keys went without an answer of their owner. Times are passed in, in nanoseconds of
 * one clock. Any thread may call.
 *
 * <p>How it is computed: each probe key is asked once a period, unless its last question is still
 * open. Its gaps are the intervals between one answer of its owner, "unknown" too, and the next; a
 * gap begins when the next answer was due, a period after the one before. For a window, a probe's
 * longest stretch without an answer is its longest gap that begins in the window, minus the period,
 * and 0 at least; if no answer came after, to the window's end, and if none came before, from the
 * window's start. The 95th percentile (nearest rank) and the maximum are over all probes, whether
 * or not the fault touched their ranges.
 */
final class Availability {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long period;
    private final long[][] answers;
    private final int[] counts;

    Availability(int probes, long period) {
        this.period = period;
        answers = new long[probes][1024];
        counts = new int[probes];
    }

    /** A probe's answers come in the order of their times. */
    synchronized void answered(int probe, long now) {
        if (counts[probe] == answers[probe].length) {
            answers[probe] = Arrays.copyOf(answers[probe], 2 * counts[probe]);
        }
        answers[probe][counts[probe]++] = now;
    }

    /** The longest stretch of each probe in the window, in milliseconds, ascending. */
    synchronized long[] longest(long from, long to) {
        long[] longest = new long[answers.length];
        for (int probe = 0; probe < longest.length; probe++) {
            longest[probe] = longest(probe, from, to);
        }
        Arrays.sort(longest);
        return longest;
    }

    private long longest(int probe, long from, long to) {
        long longest = 0;
        long before = from;
        for (int i = 0; i <= counts[probe] && before + period < to; i++) {
            long answer = i < counts[probe] ? answers[probe][i] : to;
            if (before + period >= from) {
                longest = Math.max(longest, answer - before - period);
            }
            before = answer;
        }
        return longest / NANOS_PER_MILLI;
    }

    /**
     * @param ascending not empty
     */
    static long percentile95(long[] ascending) {
        return ascending[(int) Math.ceil(0.95 * ascending.length) - 1];
    }

    static long max(long[] ascending) {
        return ascending[ascending.length - 1];
    }
}
