package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
    private static final int LIVES = 3;
    private static final int LINES_A_LIFE = 2_000;

    @TempDir
    Path folder;

    /** Makes the record unique by which a life knows that it has heard all earlier ones. */
    private long replays;

    /** What a process has shown as committed is there after it was killed at any moment. */
    @Test
    void whatWasShownAsCommittedOutlivesKillMinusNine() throws Exception {
        long shown = 0;
        for (int life = 0; life < LIVES; life++) {
            shown = lastShown(shown + 1);
            // More may have been committed than was shown; the next life begins above.
            shown = highest(shown, replayed());
        }
    }

    /**
     * Runs a child that commits from {@code first} on, kills it, and returns the last number that
     * it showed.
     */
    private long lastShown(long first) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommittingProcess.class.getName(),
                        folder.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = first - 1;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                // The last line may be cut short, to a smaller number.
                last = Math.max(last, Long.parseLong(line));
                if (last == first + LINES_A_LIFE) {
                    // By its handle, which leaves open what is still to be read.
                    child.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(last).isGreaterThanOrEqualTo(first + LINES_A_LIFE);
        return last;
    }

    private List<StoreRecord> replayed() throws Exception {
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(CommittingProcess.config(folder))) {
            store.start(follower);
            StoreRecord last = new LeaderWrite.Resign(1, ++replays);
            store.propose(last);
            follower.awaitRecord(last);
        }
        return follower.records();
    }

    /** The highest number of the log, all of which up to {@code shown} must be there. */
    private static long highest(long shown, List<StoreRecord> log) {
        Set<Long> numbers = new HashSet<>();
        for (StoreRecord record : log) {
            if (record instanceof LeaderWrite.Heartbeat beat) {
                numbers.add(beat.number());
            }
        }
        assertThat(numbers).containsAll(LongStream.rangeClosed(1, shown).boxed().toList());
        return Collections.max(numbers);
    }
}
