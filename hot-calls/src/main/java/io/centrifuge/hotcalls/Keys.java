package io.centrifuge.hotcalls;

import io.centrifuge.KeyHash;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/**
 * Keys in an order that no processor can learn: 65,536 of them, one after the other, round and
 * round. With some thousands a branch predictor remembers them all, and a search looks several
 * times cheaper than it is for keys that come by chance. One thread.
 *
 * <p>As Strings or bytes it is the first 4,096 alone: a request's key was read just before, so it
 * is in the processor's cache, in which 65,536 Strings have no room.
 */
final class Keys {
    private static final int COUNT = 1 << 16;
    private static final int OBJECTS = 1 << 12;

    private final String[] strings = new String[OBJECTS];
    private final byte[][] bytes = new byte[OBJECTS][];
    private final long[] hashes = new long[COUNT];
    private int next;

    /**
     * Of 16 ASCII characters.
     *
     * @param wanted which key hashes may be among them
     */
    Keys(LongPredicate wanted) {
        SplittableRandom random = new SplittableRandom(7);
        int found = 0;
        while (found < COUNT) {
            String key = HexFormat.of().toHexDigits(random.nextLong());
            long hash = KeyHash.of(key);
            if (wanted.test(hash)) {
                if (found < OBJECTS) {
                    strings[found] = key;
                    bytes[found] = key.getBytes(StandardCharsets.UTF_8);
                }
                hashes[found++] = hash;
            }
        }
    }

    private int next(int of) {
        next = (next + 1) & (of - 1);
        return next;
    }

    String nextString() {
        return strings[next(OBJECTS)];
    }

    byte[] nextBytes() {
        return bytes[next(OBJECTS)];
    }

    long nextHash() {
        return hashes[next(COUNT)];
    }
}
