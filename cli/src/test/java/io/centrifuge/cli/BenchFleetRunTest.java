package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form: real processes, a few of each, for seconds. */
class BenchFleetRunTest {
    @TempDir
    private Path folder;

    @Test
    void aSmallFleetIsMeasuredAndALieIsFoundOut() throws Exception {
        Path page = folder.resolve("page.html");

        Launcher.Result result = Launcher.plain()
                .run(("bench fleet --owners 4 --lookups 3 --terms fast --seconds 2 --lie --json"
                                + " --page " + page)
                        .split(" ", -1));

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode json = new JsonMapper()
                .readTree(result.out().lines().reduce((a, b) -> b).orElseThrow());
        assertThat(json.fieldNames()).toIterable().containsAll(BenchFleetCommandTest.KEYS);
        assertThat(json.get("takeovers").intValue()).isOne();
        assertThat(json.get("changes").intValue()).isPositive();
        assertThat(json.get("renewal_ms_p50").doubleValue()).isPositive();
        assertThat(json.get("commit_to_applied_ms_p50").doubleValue()).isPositive();
        assertThat(json.get("bytes_per_moved_range").doubleValue()).isPositive();
        assertThat(json.get("owner_lost_to_applied_ms").doubleValue()).isPositive();
        assertThat(json.get("double_held").intValue()).isPositive();
        assertThat(page).content().contains("at rest", "one owner lost");
        assertThat(Files.size(page)).isGreaterThan(50_000);
    }
}
