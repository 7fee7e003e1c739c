package io.centrifuge.demo;

import io.centrifuge.KeyRange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every device published, heard and was answered, and whether that is right. Times are passed
 * in, in nanoseconds of one clock. Any thread may call.
 *
 * <p>Each device has a front end at which it publishes and hears of losses: its place in the list
 * modulo the number of front ends. An answer is
 *
 * <ul>
 *   <li><i>wrong</i> if it is older than the last publication acknowledged before the question was
 *       sent, or another device's, or nothing that was ever published;
 *   <li><i>unexplained</i> if it is "unknown" for a device with an acknowledged publication whose
 *       front end heard of no loss that covers it, from when that publication was sent until {@code
 *       lateNews} after the answer. So a device may be unknown only between a loss and its
 *       republication: once it has published again, that loss excuses nothing any more.
 * </ul>
 *
 * <p>Invariant: a device's publications are begun and acknowledged one after the other.
 */
final class Ledger {
    private final long[] hashes;
    private final int frontEnds;
    private final long lateNews;

    private final long[] begun;
    private final long[] acknowledged;
    private final long[] acknowledgedSentAt;
    private final long[] lostAt;
    private final boolean[] isLost;
    private final List<Loss> losses = new ArrayList<>();
    private final List<Unknown> unknowns = new ArrayList<>();
    private long wrong;

    private record Loss(int frontEnd, KeyRange range, long heardAt) {}

    private record Unknown(Question question, long answeredAt) {}

    /**
     * A question about a device, as it stood when it was sent.
     *
     * @param version the last acknowledged publication; 0 if there is none
     * @param publishedAt when that was sent
     */
    record Question(int device, long version, long publishedAt) {}

    /**
     * @param hashes the devices' key hashes, in the order of the list
     * @param lateNews how long after an "unknown" the front end may hear of the loss
     */
    Ledger(long[] hashes, int frontEnds, long lateNews) {
        this.hashes = hashes.clone();
        this.frontEnds = frontEnds;
        this.lateNews = lateNews;
        begun = new long[hashes.length];
        acknowledged = new long[hashes.length];
        acknowledgedSentAt = new long[hashes.length];
        lostAt = new long[hashes.length];
        isLost = new boolean[hashes.length];
    }

    int frontEndOf(int device) {
        return device % frontEnds;
    }

    /** Begins a publication. */
    synchronized PublishedAddress publish(int device) {
        return new PublishedAddress(device, ++begun[device]);
    }

    /**
     * @param sentAt when the request was sent that was acknowledged
     */
    synchronized void acknowledge(PublishedAddress published, long sentAt) {
        int device = published.device();
        acknowledged[device] = published.version();
        acknowledgedSentAt[device] = sentAt;
        if (isLost[device] && sentAt - lostAt[device] > 0) {
            isLost[device] = false;
        }
    }

    /** To be called before the question is sent. */
    synchronized Question ask(int device) {
        return new Question(device, acknowledged[device], acknowledgedSentAt[device]);
    }

    /** Takes an answer; returns whether it is the device's newest address or a right older one. */
    synchronized boolean answer(Question question, String text) {
        Optional<PublishedAddress> address = PublishedAddress.parse(text);
        boolean isRight = address.isPresent()
                && address.get().device() == question.device()
                && address.get().version() >= question.version()
                && address.get().version() <= begun[question.device()];
        if (!isRight) {
            wrong++;
        }
        return isRight;
    }

    /** Takes "unknown" for an answer; nothing is noted if the device was never acknowledged. */
    synchronized void unknown(Question question, long now) {
        if (question.version() > 0) {
            unknowns.add(new Unknown(question, now));
        }
    }

    /** A front end told of a loss; returns its devices that are covered, to publish again. */
    synchronized List<Integer> lost(int frontEnd, KeyRange range, long now) {
        losses.add(new Loss(frontEnd, range, now));
        List<Integer> covered = new ArrayList<>();
        for (int device = frontEnd; device < hashes.length; device += frontEnds) {
            if (range.contains(hashes[device]) && begun[device] > 0) {
                lostAt[device] = now;
                isLost[device] = true;
                covered.add(device);
            }
        }
        return covered;
    }

    /** Whether the device heard of a loss and has not published since. */
    synchronized boolean mustPublish(int device) {
        return isLost[device];
    }

    synchronized long wrong() {
        return wrong;
    }

    synchronized long unknowns() {
        return unknowns.size();
    }

    /** How many devices have an acknowledged publication. */
    synchronized int acknowledged() {
        int count = 0;
        for (long version : acknowledged) {
            count += version > 0 ? 1 : 0;
        }
        return count;
    }

    /** How many "unknown" nothing that was heard explains; news may still come for the newest. */
    synchronized long unexplained() {
        return unknowns.stream().filter(unknown -> !isExplained(unknown)).count();
    }

    /** Whether news that may still come could explain an "unknown". */
    synchronized boolean mayBeExplained(long now) {
        return unknowns.stream()
                .anyMatch(
                        unknown -> now - unknown.answeredAt() <= lateNews && !isExplained(unknown));
    }

    /** The first few "unknown" that nothing explains, for people. */
    synchronized List<String> describeUnexplained(int most) {
        return unknowns.stream()
                .filter(unknown -> !isExplained(unknown))
                .limit(most)
                .map(unknown -> "device %d (hash %016x), published %d ms before"
                        .formatted(
                                unknown.question().device(),
                                hashes[unknown.question().device()],
                                (unknown.answeredAt() - unknown.question().publishedAt())
                                        / 1_000_000))
                .toList();
    }

    private boolean isExplained(Unknown unknown) {
        int device = unknown.question().device();
        for (int i = losses.size() - 1; i >= 0; i--) {
            Loss loss = losses.get(i);
            if (loss.frontEnd() == frontEndOf(device)
                    && loss.heardAt() - unknown.question().publishedAt() > 0
                    && loss.heardAt() - unknown.answeredAt() <= lateNews
                    && loss.range().contains(hashes[device])) {
                return true;
            }
        }
        return false;
    }
}
