package io.centrifuge.protocol.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.core.state.CommittedState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BackupCodecTest {
    private static final Instant TAKEN = Instant.parse("2026-11-25T09:10:11.123Z");

    @Provide
    Arbitrary<CommittedState> states() {
        return Generated.states();
    }

    private static StoreBackup backup(CommittedState state) {
        return new StoreBackup(new UUID(1, 2), "m1", 3, 4, TAKEN, state);
    }

    @Property(tries = 200)
    void everyBackupComesBackEqual(@ForAll("states") CommittedState state) throws Exception {
        byte[] file = BackupCodec.encode(backup(state));
        assertThat(BackupCodec.decode(file)).isEqualTo(backup(state));
        assertThat(BackupCodec.encode(BackupCodec.decode(file))).isEqualTo(file);
    }

    /** Wherever it is cut, and whichever bit of it is another. */
    @Test
    void nothingButTheWholeIsABackup() {
        byte[] file = BackupCodec.encode(backup(CommittedState.EMPTY));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> BackupCodec.decode(cut))
                    .isInstanceOf(StoreFormatException.class)
                    .hasMessageContaining("cut off");
        }
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] flipped = file.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> BackupCodec.decode(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(StoreFormatException.class);
        }
        assertThatThrownBy(() -> BackupCodec.decode(Arrays.copyOf(file, file.length + 1)))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("1 more than it should");
        file[file.length - 1]++;
        assertThatThrownBy(() -> BackupCodec.decode(file))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("its checksum is another");
    }

    @Test
    void whatIsNoBackupAndWhatIsOfALaterFormatAreSaid() {
        for (String other : new String[] {"PK\3\4 and so on", "centrifuge-snapshot 1\n"}) {
            assertThatThrownBy(
                            () -> BackupCodec.decode(other.getBytes(StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(StoreFormatException.class)
                    .hasMessage("this is no backup of a store");
        }
        byte[] later = BackupCodec.encode(backup(CommittedState.EMPTY));
        later["centrifuge-backup ".length()] = '2';
        assertThatThrownBy(() -> BackupCodec.decode(later))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("has format 2, and this release reads formats up to 1");
    }

    @Test
    void aBackupOfNoTimeOrPlaceIsTheCallersMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new StoreBackup(new UUID(1, 2), "m1", -1, 0, TAKEN, CommittedState.EMPTY))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoreBackup(
                        new UUID(1, 2), "m1", 0, 0, TAKEN.plusNanos(1), CommittedState.EMPTY))
                .withMessageContaining("takenAt");
    }
}
