package io.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
    @Test
    void theWholeKeySpace() {
        assertThat(KeyRange.ALL.last()).isEqualTo(-1);
        assertThat(KeyRange.ALL.contains(0)).isTrue();
        assertThat(KeyRange.ALL.contains(Long.MIN_VALUE)).isTrue();
        assertThat(KeyRange.ALL.contains(-1)).isTrue();
        assertThat(KeyRange.ALL).hasToString("[0000000000000000, ffffffffffffffff+)");
    }

    @Test
    void boundsAreUnsigned() {
        KeyRange range = new KeyRange(Long.MAX_VALUE, Long.MIN_VALUE + 1);
        assertThat(range.contains(Long.MAX_VALUE - 1)).isFalse();
        assertThat(range.contains(Long.MAX_VALUE)).isTrue();
        assertThat(range.contains(Long.MIN_VALUE)).isTrue();
        assertThat(range.contains(Long.MIN_VALUE + 1)).isFalse();
        assertThat(range.last()).isEqualTo(Long.MIN_VALUE);
        assertThat(range).hasToString("[7fffffffffffffff, 8000000000000001)");
    }

    @Test
    void theLastKeyHashAlone() {
        KeyRange range = new KeyRange(-1, 0);
        assertThat(range.contains(-1)).isTrue();
        assertThat(range.contains(-2)).isFalse();
        assertThat(range.contains(0)).isFalse();
    }

    @Test
    void neverEmptyNorTurnedAround() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRange(5, 5))
                .withMessage("a range must have start < end, but got "
                        + "[0000000000000005, 0000000000000005)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRange(-1, 5))
                .withMessageEndingWith("[ffffffffffffffff, 0000000000000005)");
    }

    @Test
    void neighboursDoNotIntersect() {
        KeyRange low = new KeyRange(0, Long.MIN_VALUE);
        KeyRange high = new KeyRange(Long.MIN_VALUE, 0);
        assertThat(low.intersects(high)).isFalse();
        assertThat(high.intersects(low)).isFalse();
        assertThat(low.intersects(new KeyRange(Long.MAX_VALUE, 0))).isTrue();
        assertThat(KeyRange.ALL.intersects(high)).isTrue();
        assertThat(high.intersects(KeyRange.ALL)).isTrue();
    }

    @Property
    void intersectsIfAnEndOfOneIsInTheOther(
            @ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
        KeyRange one = between(a, b);
        KeyRange other = between(c, d);
        boolean shared = one.contains(other.start()) || other.contains(one.start());
        assertThat(one.intersects(other)).isEqualTo(shared);
        assertThat(other.intersects(one)).isEqualTo(shared);
    }

    /** Both inclusive, in either order. */
    private static KeyRange between(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? new KeyRange(a, b + 1) : new KeyRange(b, a + 1);
    }
}
