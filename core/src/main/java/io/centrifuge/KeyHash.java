package io.centrifuge;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

import java.util.Arrays;

/**
 * The one hash from application keys to key hashes: XXH3 (64 bits, seed 0) of the key's bytes, a
 * String counting as its UTF-8 bytes. Pinned by the test vectors in {@code docs/protocol.md}, so
 * that a library in any language agrees. Every method may be called by any thread, never blocks,
 * and allocates nothing once a thread has hashed a String as long as this one.
 */
public final class KeyHash {
    private static final Hasher64 XXH3 = Hashing.xxh3_64();
    private static final int FIRST_BUFFER = 256;

    /** Where a String's UTF-8 bytes are put; each thread has its own. */
    private static final ThreadLocal<byte[]> BUFFER =
            ThreadLocal.withInitial(() -> new byte[FIRST_BUFFER]);

    private KeyHash() {}

    public static long of(byte[] key) {
        return XXH3.hashBytesToLong(key);
    }

    /** Of {@code length} bytes from {@code offset}. */
    public static long of(byte[] key, int offset, int length) {
        return XXH3.hashBytesToLong(key, offset, length);
    }

    /**
     * Of the key's UTF-8 bytes; an unpaired surrogate counts as a question mark, as in {@code
     * String.getBytes}.
     */
    public static long of(String key) {
        byte[] buffer = bufferFor(key.length());
        return XXH3.hashBytesToLong(buffer, 0, encode(key, buffer));
    }

    private static byte[] bufferFor(int chars) {
        byte[] buffer = BUFFER.get();
        int most = Math.multiplyExact(chars, 3);
        if (buffer.length < most) {
            buffer = Arrays.copyOf(buffer, Math.max(most, 2 * buffer.length));
            BUFFER.set(buffer);
        }
        return buffer;
    }

    /** Writes the UTF-8 bytes and returns how many; a char never takes more than three. */
    private static int encode(String key, byte[] to) {
        int length = key.length();
        int at = 0;
        for (int i = 0; i < length; i++) {
            char c = key.charAt(i);
            if (c < 0x80) {
                to[at++] = (byte) c;
            } else if (c < 0x800) {
                to[at++] = (byte) (0xc0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                to[at++] = (byte) (0xe0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (isPair(key, i)) {
                int point = Character.toCodePoint(c, key.charAt(++i));
                to[at++] = (byte) (0xf0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (point & 0x3f));
            } else {
                to[at++] = '?';
            }
        }
        return at;
    }

    private static boolean isPair(String key, int i) {
        return i + 1 < key.length() && Character.isSurrogatePair(key.charAt(i), key.charAt(i + 1));
    }
}
