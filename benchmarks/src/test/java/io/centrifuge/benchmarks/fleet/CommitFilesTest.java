package io.centrifuge.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.benchmarks.fleet.member.CommitTime;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitFilesTest {
    private final CommitFiles commits = new CommitFiles(List.of("a", "b"), 5);

    @TempDir
    private Path folder;

    private File file(String name, String text) throws IOException {
        return Files.writeString(
                        folder.resolve(name),
                        text,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)
                .toFile();
    }

    @Test
    void theFirstManagerThatWasToldSaysWhen() throws Exception {
        File one = file("one", "takeover 1 10\ntable a 1 21 0\ntable b 1 40 3\n");
        File other = file("other", "takeover 1 9\ntable a 1 20 0\ntable other 1 22 0\n");

        List<CommitFiles.Commit> come = commits.read(List.of(one, other));

        assertThat(come)
                .containsExactly(
                        new CommitFiles.Commit(new CommitTime(0, 1, 20), 0),
                        new CommitFiles.Commit(new CommitTime(1, 1, 40), 3));
        assertThat(commits.takeovers()).containsExactly(java.util.Map.entry(1L, 9L));
        assertThat(commits.newest(1)).isOne();
        assertThat(commits.lastAt()).isEqualTo(40);
        assertThat(commits.changes()).isEqualTo(2);
    }

    @Test
    void onlyWholeLinesAreRead() throws Exception {
        File one = file("one", "table a 1 20 0\ntable a 2");
        assertThat(commits.read(List.of(one, new File("absent")))).hasSize(1);

        file("one", "0 30 0\n");

        assertThat(commits.read(List.of(one)))
                .containsExactly(new CommitFiles.Commit(new CommitTime(0, 20, 30), 0));
        assertThat(commits.read(List.of(one))).isEmpty();
    }

    @Test
    void withoutAChangeTheLastIsTheBeginning() {
        assertThat(commits.lastAt()).isEqualTo(5);
        assertThat(commits.newest(0)).isZero();
    }
}
