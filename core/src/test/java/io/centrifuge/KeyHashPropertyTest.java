package io.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** That a String, its UTF-8 bytes and those bytes within others have one hash. */
class KeyHashPropertyTest {
    /** Chars at each edge of UTF-8's lengths, and surrogates, paired or not. */
    @Provide
    Arbitrary<String> awkward() {
        return Arbitraries.of(
                        "a",
                        "\u0000",
                        "\u007f",
                        "\u0080",
                        "\u07ff",
                        "\u0800",
                        "\ud7ff",
                        "\ue000",
                        "\uffff",
                        "\ud800",
                        "\udbff",
                        "\udc00",
                        "\udfff",
                        "\ud83d\ude00")
                .list()
                .ofMaxSize(300)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> anyChars() {
        return Arbitraries.chars()
                .range(Character.MIN_VALUE, Character.MAX_VALUE)
                .list()
                .ofMaxSize(40)
                .map(chars -> {
                    StringBuilder text = new StringBuilder();
                    chars.forEach(text::append);
                    return text.toString();
                });
    }

    @Property
    void awkwardStringEqualsItsBytes(@ForAll("awkward") String key) {
        assertThat(KeyHash.of(key)).isEqualTo(KeyHash.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Property
    void anyStringEqualsItsBytes(@ForAll("anyChars") String key) {
        assertThat(KeyHash.of(key)).isEqualTo(KeyHash.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Property
    void bytesWithinOthers(@ForAll byte[] before, @ForAll byte[] key, @ForAll byte[] after) {
        byte[] all = new byte[before.length + key.length + after.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(key, 0, all, before.length, key.length);
        System.arraycopy(after, 0, all, before.length + key.length, after.length);
        assertThat(KeyHash.of(all, before.length, key.length)).isEqualTo(KeyHash.of(key));
    }

    /** A long key must leave nothing behind for a shorter one that follows it on the thread. */
    @Test
    void lengthsAroundTheBufferInAnyOrder() {
        for (int length : new int[] {10_000, 0, 85, 86, 255, 256, 257, 1, 170, 171, 512}) {
            String key = "\uffff".repeat(length);
            assertThat(KeyHash.of(key))
                    .as("%d chars of 3 bytes", length)
                    .isEqualTo(KeyHash.of(key.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
