package io.centrifuge.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.RevocationCause;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnershipChangeTest {
    private static final String KEY = "Zoë";
    private static final long HASH = KeyHash.of(KEY);

    private static LeasedRange range(long start, long end, long number) {
        return new LeasedRange(new KeyRange(start, end), number, number);
    }

    private static RevokedRange ended(long start, long end, long number) {
        return new RevokedRange(
                new KeyRange(start, end),
                number,
                number,
                RevocationCause.RECALLED,
                Optional.empty());
    }

    @Test
    void whatWasMadeUnderTheEndedLeaseOrBeforeHasEnded() {
        OwnershipChange change = new OwnershipChange(
                List.of(range(HASH, HASH + 1, 9)),
                List.of(ended(3, 5, 7), ended(HASH, HASH + 1, 7), ended(HASH + 1, HASH + 2, 8)));
        assertThat(change.hasEnded(KEY, 6)).isTrue();
        assertThat(change.hasEnded(KEY, 7)).isTrue();
        assertThat(change.hasEnded(KEY, 9)).as("made since").isFalse();
        assertThat(change.hasEnded(KEY.getBytes(StandardCharsets.UTF_8), 7)).isTrue();
        assertThat(change.hasEndedOfHash(HASH + 1, 8)).isTrue();
        assertThat(change.hasEndedOfHash(HASH + 2, 8)).isFalse();
        assertThat(change.hasEndedOfHash(4, 7)).isTrue();
        assertThat(change.hasEndedOfHash(5, 7)).isFalse();
        assertThat(change.hasEndedOfHash(-1, 7)).isFalse();
    }

    @Test
    void rangesThatTouchAreOne() {
        OwnershipChange change = new OwnershipChange(
                List.of(range(1, 2, 3)), List.of(ended(3, 5, 1), ended(5, 0, 2)));
        assertThat(change.grantedRanges()).isEqualTo(KeyRanges.of(List.of(new KeyRange(1, 2))));
        assertThat(change.revokedRanges()).isEqualTo(KeyRanges.of(List.of(new KeyRange(3, 0))));
        assertThat(new OwnershipChange(List.of(), List.of()).hasEnded(KEY, 1)).isFalse();
    }
}
