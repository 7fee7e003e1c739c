package io.centrifuge.core.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each transcript says what the machines do. With {@code -Dtranscripts.rewrite=true} the files are
 * rewritten instead, for review as text.
 */
class TranscriptTest {
    @TestFactory
    List<DynamicTest> saysWhatTheMachinesDo() throws IOException {
        return Transcript.all().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> replay(file)))
                .toList();
    }

    private static void replay(Path file) throws IOException {
        String text = Files.readString(file);
        String replayed = Transcript.replay(text);
        boolean rewrite = Boolean.getBoolean("transcripts.rewrite");
        if (rewrite) {
            Files.writeString(file, replayed);
        }
        assertThat(replayed).doesNotContain(Transcript.STUCK);
        assertThat(rewrite ? Transcript.replay(replayed) : text).isEqualTo(replayed);
    }
}
