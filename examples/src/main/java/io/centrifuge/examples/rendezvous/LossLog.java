package io.centrifuge.examples.rendezvous;

import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The newest losses that a front end heard of, numbered in order, for devices to ask for. Any
 * thread may call.
 *
 * <p>Invariant: who asks with the number of the last loss that it was told of misses none: if
 * what follows is not known any more, or never was because this front end started later, it is told
 * that everything is lost.
 */
final class LossLog {
    private final int most;
    private final Deque<Loss> kept = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private long last;

    /**
     * One lost range.
     *
     * @param number one more than that of the loss before
     */
    record Loss(long number, KeyRange range) {}

    /**
     * @param most how many are kept
     * @param before the number before the first loss's; drawn at random, so that a number that an
     *     earlier process gave isn't taken for one of this
     */
    LossLog(int most, long before) {
        this.most = most;
        this.last = before;
    }

    /** The number of the last one. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    void add(KeyRanges ranges) {
        lock.lock();
        try {
            for (KeyRange range : ranges) {
                kept.add(new Loss(++last, range));
                if (kept.size() > most) {
                    kept.remove();
                }
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Those after the one numbered {@code since}; waits for one if there is none yet. */
    List<Loss> await(long since, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (since == last && left > 0) {
                left = added.awaitNanos(left);
            }
            if (since > last || since < last - kept.size()) {
                return List.of(new Loss(last, KeyRange.ALL));
            }
            return kept.stream().filter(loss -> loss.number() > since).toList();
        } finally {
            lock.unlock();
        }
    }

    /** A line for each: number, start, and end, in hexadecimal; an end of 0 stands for 2^64. */
    static String text(List<Loss> losses) {
        return losses.stream()
                .map(loss -> "%d %016x %016x%n"
                        .formatted(
                                loss.number(),
                                loss.range().start(),
                                loss.range().end()))
                .collect(Collectors.joining());
    }

    /** What {@link #text} wrote. */
    static List<Loss> parse(String text) {
        return text.lines().map(LossLog::parseLine).toList();
    }

    private static Loss parseLine(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != 3) {
            throw new IllegalArgumentException(
                    "\"%s\" is no loss: write number, start and end".formatted(line));
        }
        return new Loss(
                Long.parseLong(fields[0]),
                new KeyRange(
                        Long.parseUnsignedLong(fields[1], 16),
                        Long.parseUnsignedLong(fields[2], 16)));
    }
}
