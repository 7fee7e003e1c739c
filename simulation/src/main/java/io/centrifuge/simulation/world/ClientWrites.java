package io.centrifuge.simulation.world;

import io.centrifuge.KeyHash;
import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What clients of one service left with its owners, for some keys: the newest that were
 * acknowledged, and what one owner handed to the next outside the protocol. By these, state is
 * followed as it really goes, whatever the lease table says.
 */
public final class ClientWrites {
    private static final int NEWEST = 6;
    private static final int KEYS = 12;

    /** Latin, Greek, Han, emoji, and high surrogates. */
    private static final int[] FIRST_OF_SCRIPTS = {'a', 0x3b1, 0x6f22, 0x1f600, 0xd800};

    private final long[] keys = new long[KEYS];
    private final List<Deque<Write>> acknowledged = new ArrayList<>();
    private final List<Deque<HandedOn>> handedOn = new ArrayList<>();
    private long made;
    private long newest;

    /** Something that a client left under a lease number. */
    public record Write(long id, long number) {}

    /** What a key's owner left for the named successor when it gave up {@code number}. */
    record HandedOn(long number, OwnerRef successor, List<Write> content) {}

    ClientWrites(SplittableRandom random) {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = KeyHash.of(name(random));
            acknowledged.add(new ArrayDeque<>());
            handedOn.add(new ArrayDeque<>());
        }
    }

    /** Any String may be a key: of any script and length, also with half a pair of surrogates. */
    private static String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 300 : 12);
        for (int i = 0; i < length; i++) {
            int first = FIRST_OF_SCRIPTS[random.nextInt(FIRST_OF_SCRIPTS.length)];
            name.appendCodePoint(first + random.nextInt(26));
        }
        return name.toString();
    }

    public int size() {
        return KEYS;
    }

    public long key(int index) {
        return keys[index];
    }

    /** The newest writes that clients were told are safe, oldest first. */
    public Iterable<Write> acknowledged(int index) {
        return acknowledged.get(index);
    }

    /** The highest number under which anything was left with the service, for any key. */
    long newest() {
        return newest;
    }

    Write make(long number) {
        newest = Math.max(newest, number);
        return new Write(++made, number);
    }

    void acknowledge(int index, Write write) {
        keepNewest(acknowledged.get(index), write);
    }

    void handOn(int index, HandedOn content) {
        Deque<HandedOn> all = handedOn.get(index);
        boolean known = all.stream()
                .anyMatch(other -> other.number() == content.number()
                        && other.successor().equals(content.successor()));
        if (!known) {
            keepNewest(all, content);
        }
    }

    /** What the last owner left for {@code successor}, of those that gave up such a number. */
    List<Write> takeOver(int index, OwnerRef successor, long fromNumber, long belowNumber) {
        List<Write> found = List.of();
        long newest = 0;
        for (HandedOn content : handedOn.get(index)) {
            if (content.successor().equals(successor)
                    && content.number() >= Math.max(fromNumber, newest)
                    && content.number() < belowNumber) {
                newest = content.number();
                found = content.content();
            }
        }
        return found;
    }

    static <T> void keepNewest(Deque<T> all, T next) {
        all.addLast(next);
        if (all.size() > NEWEST) {
            all.removeFirst();
        }
    }
}
