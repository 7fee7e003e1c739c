package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppliedMarkTest {
    @TempDir
    Path folder;

    @Test
    void aNewOneAdmitsEverything() throws Exception {
        AppliedMark.create(folder.resolve("mark"), TermIndex.INITIAL_VALUE);
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            assertThat(mark.admits(TermIndex.valueOf(1, 0))).isTrue();
        }
    }

    /** A group's member gets entries again from the leader; only the very same ones may come. */
    @Test
    void belowItNoEntryOfALaterTermMayStand() throws Exception {
        AppliedMark.create(folder.resolve("mark"), TermIndex.INITIAL_VALUE);
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            mark.advance(TermIndex.valueOf(3, 8), 8);
            mark.advance(TermIndex.valueOf(5, 9), 9);
        }
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            assertThat(mark.found()).isEqualTo(TermIndex.valueOf(5, 9));
            assertThat(mark.admits(TermIndex.valueOf(3, 8))).isTrue();
            assertThat(mark.admits(TermIndex.valueOf(6, 8))).isFalse();
            assertThat(mark.admits(TermIndex.valueOf(5, 9))).isTrue();
            assertThat(mark.admits(TermIndex.valueOf(4, 9))).isFalse();
            assertThat(mark.admits(TermIndex.valueOf(6, 9))).isFalse();
            assertThat(mark.admits(TermIndex.valueOf(6, 10))).isTrue();
        }
    }

    /** A log without it would be taken for one that lost it, and its member be refused. */
    @Test
    void whatIsNotOnThisDiskYetIsNotMarked() throws Exception {
        AppliedMark.create(folder.resolve("mark"), TermIndex.INITIAL_VALUE);
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            mark.advance(TermIndex.valueOf(5, 9), 9);
            mark.advance(TermIndex.valueOf(5, 10), 9);
        }
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            assertThat(mark.found()).isEqualTo(TermIndex.valueOf(5, 9));
        }
    }

    /** A log that is replayed from its beginning must not pull the mark back. */
    @Test
    void itNeverGoesBack() throws Exception {
        AppliedMark.create(folder.resolve("mark"), TermIndex.INITIAL_VALUE);
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            mark.advance(TermIndex.valueOf(5, 9), 9);
        }
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            mark.advance(TermIndex.valueOf(1, 1), 9);
        }
        try (AppliedMark mark = AppliedMark.open(folder.resolve("mark"))) {
            assertThat(mark.found()).isEqualTo(TermIndex.valueOf(5, 9));
        }
    }
}
