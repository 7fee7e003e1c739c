package io.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyRangesTest {
    @Test
    void whatOverlapsOrTouchesIsOne() {
        KeyRanges ranges = KeyRanges.of(List.of(
                new KeyRange(20, 30),
                new KeyRange(1, 5),
                new KeyRange(5, 9),
                new KeyRange(22, 25)));
        assertThat(ranges.asList()).containsExactly(new KeyRange(1, 9), new KeyRange(20, 30));
        assertThat(ranges).hasSize(2).containsExactlyElementsOf(ranges.asList());
        assertThat(ranges.size()).isEqualTo(2);
        assertThat(ranges)
                .isEqualTo(KeyRanges.of(ranges.asList()))
                .hasSameHashCodeAs(KeyRanges.of(ranges.asList()));
        assertThat(ranges).hasToString(ranges.asList().toString());
    }

    @Test
    void theEndOfTheKeySpaceIsUnsigned() {
        KeyRanges high =
                KeyRanges.of(List.of(new KeyRange(-9, 0), new KeyRange(Long.MIN_VALUE, -20)));
        assertThat(high.containsHash(-1)).isTrue();
        assertThat(high.containsHash(-10)).isFalse();
        assertThat(high.containsHash(Long.MIN_VALUE)).isTrue();
        assertThat(high.containsHash(Long.MAX_VALUE)).isFalse();
        assertThat(KeyRanges.ALL.containsHash(0)).isTrue();
        assertThat(KeyRanges.of(List.of(new KeyRange(3, 0), KeyRange.ALL)))
                .isEqualTo(KeyRanges.ALL);
    }

    @Test
    void noneHasNoKey() {
        assertThat(KeyRanges.NONE.isEmpty()).isTrue();
        assertThat(KeyRanges.ALL.isEmpty()).isFalse();
        assertThat(KeyRanges.NONE.contains("Zoë")).isFalse();
        assertThat(KeyRanges.of(List.of())).isEqualTo(KeyRanges.NONE);
    }

    @Test
    void aKeyIsInTheRangeOfItsHash() {
        long hash = KeyHash.of("Zoë");
        KeyRanges around = KeyRanges.of(List.of(new KeyRange(hash, hash + 1)));
        assertThat(around.contains("Zoë")).isTrue();
        assertThat(around.contains(new byte[] {1})).isFalse();
        assertThat(around.containsHash(hash + 1)).isFalse();
    }

    @Test
    void itSaysOfEachHashWhatTheRangesSay() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2_000; round++) {
            List<KeyRange> given = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                int start = random.nextInt(63);
                int end = random.nextInt(start + 1, 65);
                given.add(new KeyRange((long) start << 58, end == 64 ? 0 : (long) end << 58));
            }
            KeyRanges ranges = KeyRanges.of(given);
            for (int i = 0; i < 64; i++) {
                long hash = ((long) i << 58) + random.nextInt(1000);
                assertThat(ranges.containsHash(hash))
                        .as("%x in %s", hash, given)
                        .isEqualTo(given.stream().anyMatch(range -> range.contains(hash)));
            }
        }
    }
}
