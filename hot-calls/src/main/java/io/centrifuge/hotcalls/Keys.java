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
 */
final class Keys {
    private static final int COUNT = 1 << 16;

    private final String[] strings = new String[COUNT];
    private final byte[][] bytes = new byte[COUNT][];
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
                strings[found] = key;
                bytes[found] = key.getBytes(StandardCharsets.UTF_8);
                hashes[found++] = hash;
            }
        }
    }

    private int next() {
        next = (next + 1) & (COUNT - 1);
        return next;
    }

    String nextString() {
        return strings[next()];
    }

    byte[] nextBytes() {
        return bytes[next()];
    }

    long nextHash() {
        return hashes[next()];
    }
}
