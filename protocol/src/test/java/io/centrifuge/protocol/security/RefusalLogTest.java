package io.centrifuge.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final List<String> lines = new ArrayList<>();
    private long now = 7;
    private final RefusalLog log = new RefusalLog(() -> now, lines::add);

    @Test
    void aFloodIsCountedAndNotWritten() {
        for (int i = 0; i < 1_000; i++) {
            log.add("one");
        }
        assertThat(lines)
                .hasSize(RefusalLog.LINES + 1)
                .endsWith("refused one", "refused more than 50 in 10 s: the next are only counted");
        lines.clear();
        now += RefusalLog.SECONDS - 1;
        log.add("one");
        assertThat(lines).isEmpty();
        now++;
        log.add("another");
        assertThat(lines).containsExactly("refused 951 more, left out here", "refused another");
    }

    @Test
    void whatIsWithinTheLimitIsWritten() {
        for (int i = 0; i < RefusalLog.LINES; i++) {
            log.add("one");
        }
        now += RefusalLog.SECONDS;
        log.add("another");
        assertThat(lines).hasSize(RefusalLog.LINES + 1).endsWith("refused another");
    }

    /** As one that was given up while this side was too busy to answer it. */
    @Test
    void oneThatClosedDuringTheHandshakeIsSaidToHave() {
        log.connection("a", "the port", new SSLException(new ClosedChannelException()));
        log.connection("a", "the port", new IllegalStateException());
        assertThat(lines)
                .containsExactly(
                        "refused a at the port: it closed the connection before that was made",
                        "refused a at the port: java.lang.IllegalStateException");
    }

    /** Who has a certificate made names himself. */
    @Test
    void aNameCantWriteALineOfItsOwn() {
        log.add("CN=a\nWARN refused b");
        log.add("x".repeat(5_000));
        assertThat(lines.getFirst()).isEqualTo("refused CN=a?WARN refused b");
        assertThat(lines.getLast()).hasSizeLessThan(1_100);
    }
}
